/** Where somebody begins who writes a script: short, whole, and free of faults. */
export const sample = `name: my-reviewer
title: {en: My reviewer, ja: 自作のレビュー}
for: {catalog: AWS}
calendar: JP
play:
  - when: submitted
    steps:
      - {after: 10 minutes, as: reviewer, do: open}
      - {after: 2 business days, as: reviewer, do: ask, reason: Clarify Revenue, comment: Which workloads?}
  - when: answered
    steps:
      - {after: 1 business day, as: reviewer, do: approve}
      - {after: 1 hour, as: account manager, do: side, nextSteps: Call the customer}
`;
