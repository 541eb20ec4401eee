/** Takes whoever saves to the first field that was refused; the page has drawn it by then. */
export function showRefused() {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
