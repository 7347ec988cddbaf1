// Owns the look that all kinds share: one constructable style sheet for every shadow root, so a strict CSP needs no exception. Tokens are CSS
// variables of the host page or of a theme (`--foothold-…`); font, direction and text size are the page's and the person's own.

export const STYLE = `
:host { all: initial !important; display: block !important; direction: inherit !important; accent-color: var(--accent) !important; caret-color: var(--surface) !important; font-family: var(--foothold-font, var(--page-font, inherit)) !important; line-height: 1.5 !important; color: var(--text) !important; color-scheme: light !important;
  --accent: var(--foothold-accent, var(--page-accent, light-dark(#4f46e5, #a5b4fc))); --on-accent: var(--foothold-on-accent, var(--page-on-accent, light-dark(#fff, #1e1b4b)));
  --surface: var(--foothold-surface, light-dark(#fff, #1f1f24)); --text: var(--foothold-text, light-dark(#18181b, #f4f4f5)); --muted: var(--foothold-muted, light-dark(#52525b, #b4b4bd));
  --line: var(--foothold-line, light-dark(#e4e4e7, #3f3f46)); --soft: var(--foothold-soft, light-dark(#f4f4f5, #2d2d33)); --tint: color-mix(in srgb, var(--accent) 16%, transparent);
  --radius: var(--foothold-radius, 12px); --control: calc(var(--radius) * .667); --space: var(--foothold-space, 4px); --gap: calc(2 * var(--space)); --inset: calc(4.5 * var(--space));
  --shadow: var(--foothold-shadow, 0 1px 2px rgb(0 0 0 / .06), 0 6px 16px -2px rgb(0 0 0 / .12), 0 20px 40px -8px rgb(0 0 0 / .2)); }
:host([dir=ltr]) { direction: ltr !important; }
:host([dir=rtl]) { direction: rtl !important; }
:host([data-scheme=dark]) { color-scheme: dark !important; }
:host([data-layer]) { display: contents !important; zoom: var(--zoom) !important; }
:not(* > *) { font-size: var(--foothold-size, .875em); }
*, *::before, *::after { box-sizing: border-box; }
[popover], dialog { inset: auto; margin: 0; padding: 0; border: 0; background: none; color: inherit; overflow: visible; max-width: none; max-height: none; }
h2, p, ul, ol { margin: 0; padding: 0; }
h2, p, li, .count { unicode-bidi: plaintext; }
h2 { font-size: 1.0714em; line-height: 1.4; font-weight: 600; overflow-wrap: anywhere; }
.text { color: var(--muted); overflow-wrap: anywhere; max-height: 50dvh; overflow: auto; }
.text > * + * { margin-block-start: .5em; }
.text ul, .text ol { padding-inline-start: 1.25em; }
strong { color: var(--text); font-weight: 600; }
code { background: var(--soft); border-radius: 4px; padding: .1em .3em; }
a { color: var(--accent); text-underline-offset: 2px; }
img, video, iframe { display: block; border: 0; max-width: 100%; max-height: 40dvh; border-radius: var(--control); background: var(--soft); }
video, iframe { width: 100%; aspect-ratio: 16 / 9; }
button { all: unset; box-sizing: border-box; cursor: pointer; }
:focus-visible:not([data-quiet]) { outline: 2px solid var(--accent); outline-offset: 2px; }
.pop:focus { outline: 0; }
.say { position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.button { min-height: 34px; padding: 4px 14px; border: 1px solid transparent; border-radius: var(--control); font-weight: 550; line-height: 1.35; display: grid; place-items: center; text-align: center; }
.primary { background: var(--accent); color: var(--on-accent); }
.secondary { border-color: var(--line); color: var(--text); }
.link { padding-inline: 8px; color: var(--muted); }
.primary:hover { filter: brightness(1.08); }
.secondary:hover, .link:hover, .icon:hover { background: var(--soft); color: var(--text); }
.buttons { display: flex; flex-flow: row-reverse wrap; gap: var(--gap); }
.icon { outline-offset: -2px !important; width: 28px; height: 28px; border-radius: var(--control); color: var(--muted); display: grid; place-items: center; flex: none; }
svg { width: 16px; fill: none; stroke: currentcolor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); }
.head { display: flex; gap: var(--gap); align-items: flex-start; justify-content: space-between; }
.head .icon { margin-block: -4px; margin-inline-end: -8px; }
.pop { position: fixed; left: 0; top: 0; width: max-content; min-width: min(18em, 100vw - 24px); max-width: min(25em, 100vw - 24px); max-height: calc(100dvh - 24px); padding: calc(4 * var(--space)) var(--inset); }
.pop:popover-open { display: flex; flex-direction: column; }
.pop .text { max-height: none; margin-block-start: var(--space); }
.foot { display: flex; align-items: center; justify-content: space-between; gap: var(--gap) calc(4 * var(--space)); margin-block-start: calc(3.5 * var(--space)); flex-wrap: wrap; }
.foot .buttons { margin-inline-start: auto; }
.count { color: var(--muted); font-size: .9286em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.arrow { position: absolute; width: 12px; height: 12px; background: inherit; border: inherit; border-width: 1px 0 0 1px; border-start-start-radius: 3px; transform: rotate(45deg); }
.arrow[data-side=bottom] { top: -6.5px; }
.arrow[data-side=top] { bottom: -6.5px; transform: rotate(225deg); }
.arrow[data-side=right] { left: -6.5px; transform: rotate(-45deg); }
.arrow[data-side=left] { right: -6.5px; transform: rotate(135deg); }
.middle { left: 50%; top: 50%; transform: translate(-50%, -50%); border-color: var(--accent); box-shadow: var(--shadow), 0 0 0 6px var(--tint); }
.ring { position: fixed; left: 0; top: 0; pointer-events: none; border-radius: 10px; outline: 2px solid transparent; box-shadow: 0 0 0 2px var(--accent), 0 0 0 6px var(--tint); }
.block { pointer-events: auto; cursor: not-allowed; box-shadow: 0 0 0 2px var(--accent), 0 0 0 300vmax var(--foothold-backdrop, rgb(15 15 25 / .45)); }
.dot { position: fixed; left: 0; top: 0; width: 24px; height: 24px; border-radius: 50%; display: grid; place-items: center; }
.dot::before { content: ""; width: 12px; height: 12px; border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 3px var(--surface), 0 1px 5px 3px rgb(0 0 0 / .15); }
@media (max-width: 479.98px) {
  .pop { inset: auto 0 0; width: auto; max-width: none; max-height: 60dvh; transform: none; border-radius: var(--radius) var(--radius) 0 0; padding-block-end: calc(var(--inset) + env(safe-area-inset-bottom)); }
  .pop[data-up] { inset: 0 0 auto; border-radius: 0 0 var(--radius) var(--radius); }
  .arrow { display: none; }
}
@media (min-width: 480px) { .slim { display: none; } }
@media (max-width: 479.98px), (pointer: coarse) {
  .button, .icon { min-height: 44px; min-width: 44px; }
  .head .icon { margin-block: -10px; margin-inline-end: -12px; }
  .dot::after { content: ""; position: absolute; inset: -10px; }
}
@media (prefers-reduced-motion: no-preference) {
  .pop { animation: come .16s ease-out; }
  .dot::before { animation: pulse 1.6s 3; }
  @keyframes come { from { opacity: 0; } }
  @keyframes pulse { from { outline: 0 solid var(--accent); } to { outline: 10px solid transparent; } }
}
@media (forced-colors: active) {
  .button { border: 1px solid; }
  .dot::before, .primary { forced-color-adjust: none; --accent: Highlight; --on-accent: HighlightText; }
}
@media print { [popover], dialog { display: none !important; } }
`
