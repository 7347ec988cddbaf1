// Owns the look of empty states, beside what all kinds share.

export const EMPTY_STATE_STYLE = `
.empty { border: 1px dashed var(--line); border-radius: var(--radius); padding: calc(8 * var(--space)) calc(6 * var(--space)); display: grid; justify-items: center; text-align: center; gap: var(--gap); background: var(--surface); }
.empty .text { max-width: 46ch; }
.empty h2 { font-size: 1.3em; letter-spacing: -.01em; }
.empty .buttons { justify-content: center; margin-block-start: var(--gap); }
`
