// Owns the look that the kinds share which are not here from the start: dialogs, lists, progress.

export const MORE_STYLE = `
ul { list-style: none; margin-block-start: var(--gap); }
.text ul { list-style: disc; margin-block-start: 0; }
progress { all: unset; display: block; width: 100%; height: 6px; margin-block: 12px 6px; border-radius: 3px; overflow: hidden; background: var(--line); }
progress::-webkit-progress-bar { background: none; }
progress::-webkit-progress-value { background: var(--accent); border-radius: 3px; }
progress::-moz-progress-bar { background: var(--accent); }
dialog { position: fixed; inset: 0; width: 100%; height: 100%; }
dialog[open] { display: grid; place-items: center; }
dialog::backdrop { background: var(--foothold-backdrop, rgb(15 15 25 / .45)); }
dialog .card { width: min(29em, calc(100vw - 32px)); padding: calc(8 * var(--space)) calc(7 * var(--space)) calc(6.5 * var(--space)); text-align: center; display: grid; justify-items: center; gap: var(--gap); position: relative; max-height: calc(100dvh - 32px); overflow: auto; }
dialog h2 { font-size: 1.3em; letter-spacing: -.01em; }
dialog .buttons { justify-content: center; margin-block-start: var(--gap); }
dialog .icon { position: absolute; inset-block-start: 10px; inset-inline-end: 10px; }
.mark { width: 48px; height: 48px; border-radius: 14px; background: var(--tint); color: var(--accent); display: grid; place-items: center; }
.mark svg { width: 26px; }
@media (prefers-reduced-motion: no-preference) {
  progress::-webkit-progress-value { transition: width .4s; }
  dialog .card { animation: rise .18s cubic-bezier(.2, .8, .2, 1); }
  @keyframes rise { from { opacity: 0; translate: 0 8px; } }
}
@media (forced-colors: active) {
  progress, progress::-webkit-progress-value { forced-color-adjust: none; --accent: Highlight; --line: GrayText; }
}
`
