/** Languages that profiles are written in. One that a program has set stays on the list of its profile. */
export const languages = [
  'ja-JP',
  'en-US',
  'en-GB',
  'zh-CN',
  'zh-TW',
  'ko-KR',
  'de-DE',
  'fr-FR',
  'es-ES',
  'pt-BR',
];

/** What the reader calls a language, such as "Japanese" for "ja-JP". */
export function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
