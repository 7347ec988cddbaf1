// Owns the look of a card in a corner.

export const CORNER_STYLE = `
.corner { position: fixed; width: min(380px, calc(100vw - 24px)); max-height: calc(100dvh - 24px); overflow: auto; padding: 18px; display: grid; gap: 10px; align-content: start; }
.corner > .icon { position: absolute; inset-block-start: 8px; inset-inline-end: 8px; }
.corner > h2, .corner > form > h2 { padding-inline-end: 28px; }
.corner > .buttons { justify-self: end; margin-block-start: 4px; }
.corner > #media ~ .icon { background: var(--surface); border-radius: 50%; inset-block-start: 24px; inset-inline-end: 24px; }
.bottom-end, .bottom-start { bottom: calc(20px + var(--foothold-inset-bottom, 0px)); }
.top-end, .top-start { top: calc(20px + var(--foothold-inset-top, 0px)); }
.bottom-end, .top-end { inset-inline-end: 20px; }
.bottom-start, .top-start { inset-inline-start: 20px; }
@media (max-width: 479.98px) {
  .corner { inset-inline: 0; width: 100%; bottom: 0; top: auto; border-radius: var(--radius) var(--radius) 0 0; padding-block-end: calc(18px + env(safe-area-inset-bottom)); }
  .corner.top-end, .corner.top-start { top: 0; bottom: auto; border-radius: 0 0 var(--radius) var(--radius); }
}
@media (prefers-reduced-motion: no-preference) {
  .corner, .banner { animation: come .16s ease-out; }
}
`
