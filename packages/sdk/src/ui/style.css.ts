// Owns the look: one constructable style sheet for every shadow root, so a strict CSP needs no exception. Tokens are CSS
// variables of the host page (`--foothold-…`); font and direction are the page's own.

export const STYLE = `
:host { all: initial; display: block !important; direction: inherit; font-family: var(--foothold-font, inherit); font-size: 15px; line-height: 1.5; color: var(--text); color-scheme: light;
  --accent: var(--foothold-accent, light-dark(#4338ca, #a5b4fc)); --on-accent: var(--foothold-on-accent, light-dark(#fff, #1e1b4b)); --surface: var(--foothold-surface, light-dark(#fff, #23232a)); --text: var(--foothold-text, light-dark(#18181b, #f4f4f6));
  --muted: var(--foothold-muted, light-dark(#5b5b66, #b4b4c0)); --line: var(--foothold-line, light-dark(#e4e4e9, #3c3c46)); --soft: var(--foothold-soft, light-dark(#f4f4f7, #2e2e37)); --tint: color-mix(in srgb, var(--accent) 18%, transparent); --radius: var(--foothold-radius, 12px); }
:host([data-scheme=dark]) { color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
[popover], dialog { inset: auto; margin: 0; padding: 0; border: 0; background: none; color: inherit; overflow: visible; max-width: none; max-height: none; }
h2, p, ul, ol { margin: 0; padding: 0; }
h2 { font-size: 1.0667em; line-height: 1.35; font-weight: 650; overflow-wrap: anywhere; }
.text { color: var(--muted); overflow-wrap: anywhere; max-height: 50dvh; overflow: auto; }
.text > * + * { margin-block-start: .5em; }
.text ul, .text ol { padding-inline-start: 1.25em; }
.text strong { color: var(--text); font-weight: 600; }
.text code { background: var(--soft); border-radius: 4px; padding: .1em .3em; }
.text a { color: var(--accent); text-underline-offset: 2px; }
button { all: unset; box-sizing: border-box; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.button { min-height: 36px; padding: 6px 14px; border-radius: 8px; font-weight: 600; font-size: .9333em; display: grid; place-items: center; text-align: center; }
.primary { background: var(--accent); color: var(--on-accent); }
.secondary { box-shadow: inset 0 0 0 1px var(--line); color: var(--text); }
.link { padding-inline: 6px; color: var(--muted); }
.primary:hover { filter: brightness(1.08); }
.secondary:hover, .link:hover, .icon:hover { background: var(--soft); color: var(--text); }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.icon { width: 32px; height: 32px; border-radius: 8px; color: var(--muted); display: grid; place-items: center; flex: none; }
svg { width: 16px; fill: none; stroke: currentcolor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.card { background: var(--surface); border: 1px solid transparent; border-radius: var(--radius); box-shadow: 0 0 0 1px var(--line), 0 4px 12px rgb(0 0 0 / .1), 0 16px 40px rgb(0 0 0 / .18); }
.head { display: flex; gap: 8px; align-items: flex-start; justify-content: space-between; }
.head .icon { margin-block-start: -6px; margin-inline-end: -8px; }
.pop { position: fixed; left: 0; top: 0; width: max-content; max-width: min(360px, calc(100vw - 24px)); padding: 16px 18px; }
.pop .text { margin-block-start: 6px; }
.foot { display: flex; align-items: center; justify-content: space-between; gap: 16px; margin-block-start: 14px; flex-wrap: wrap; }
.foot .buttons { flex-direction: row-reverse; margin-inline-start: auto; }
.count { color: var(--muted); font-size: .8667em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.arrow { position: absolute; width: 12px; height: 12px; background: var(--surface); transform: rotate(45deg); }
.arrow[data-side=bottom] { top: -6px; }
.arrow[data-side=top] { bottom: -6px; }
.arrow[data-side=right] { left: -6px; }
.arrow[data-side=left] { right: -6px; }
.middle { left: 50%; top: 50%; transform: translate(-50%, -50%); }
.ring { position: fixed; left: 0; top: 0; pointer-events: none; border-radius: 10px; box-shadow: 0 0 0 2px var(--accent), 0 0 0 6px var(--tint); }
.block { pointer-events: auto; cursor: not-allowed; }
.dot { position: fixed; left: 0; top: 0; width: 24px; height: 24px; border-radius: 50%; display: grid; place-items: center; }
.dot::before { content: ""; width: 12px; height: 12px; border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 3px var(--surface); }
.empty { border: 1px dashed var(--line); border-radius: var(--radius); padding: 32px 24px; display: grid; justify-items: center; text-align: center; gap: 10px; background: var(--surface); }
.empty .text { max-width: 46ch; }
.list { position: fixed; inset-inline-end: 20px; bottom: calc(20px + var(--foothold-inset-bottom, 0px)); width: min(340px, calc(100vw - 24px)); }
.list section { max-height: min(560px, calc(100dvh - 40px)); overflow: auto; padding: 16px 18px; }
.head .buttons { flex-wrap: nowrap; }
.pill { display: flex; align-items: center; gap: 10px; padding: 8px 16px; min-height: 44px; border-radius: 999px; font-weight: 600; margin-inline-start: auto; width: max-content; max-width: 100%; }
progress { all: unset; display: block; width: 100%; height: 6px; margin-block: 12px 6px; border-radius: 3px; overflow: hidden; background: var(--line); }
.pill progress { width: 44px; margin: 0; }
progress::-webkit-progress-bar { background: none; }
progress::-webkit-progress-value { background: var(--accent); border-radius: 3px; transition: width .4s; }
progress::-moz-progress-bar { background: var(--accent); }
ul { list-style: none; margin-block-start: 10px; }
.text ul { list-style: disc; margin-block-start: 0; }
li + li details { border-block-start: 1px solid var(--line); }
details { padding-block: 10px; }
summary { display: flex; gap: 10px; font-weight: 550; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
.tick { width: 20px; height: 20px; flex: none; margin-block-start: 1px; border-radius: 50%; box-shadow: inset 0 0 0 1.5px var(--muted); display: grid; place-items: center; color: var(--on-accent); }
.tick svg { width: 12px; stroke-width: 2.5; }
.done .tick { background: var(--accent); box-shadow: none; }
.done summary { color: var(--muted); text-decoration: line-through; }
.locked { opacity: .6; }
details .text { margin-block: 2px 10px; font-size: .9333em; }
details .text, details .buttons { padding-inline-start: 30px; }
dialog { position: fixed; inset: 0; width: 100%; height: 100%; }
dialog[open] { display: grid; place-items: center; }
dialog::backdrop { background: rgb(15 15 25 / .45); }
dialog .card { width: min(420px, calc(100vw - 32px)); padding: 32px 28px 26px; text-align: center; display: grid; justify-items: center; gap: 10px; position: relative; }
.mark { width: 52px; height: 52px; border-radius: 16px; background: var(--tint); color: var(--accent); display: grid; place-items: center; }
.mark svg { width: 28px; }
dialog h2, .empty h2 { font-size: 1.3em; }
dialog .buttons, .empty .buttons { justify-content: center; margin-block-start: 8px; }
dialog .icon { position: absolute; inset-block-start: 10px; inset-inline-end: 10px; }
canvas { position: fixed; inset: 0; width: 100%; height: 100%; pointer-events: none; }
@media (max-width: 479.98px) {
  .pop { inset: auto 0 0; width: auto; max-width: none; transform: none; border-radius: var(--radius) var(--radius) 0 0; padding-block-end: calc(18px + env(safe-area-inset-bottom)); }
  .pop[data-up] { inset: 0 0 auto; border-radius: 0 0 var(--radius) var(--radius); }
  .arrow { display: none; }
  .button, .icon { min-height: 44px; min-width: 44px; }
}
@media (prefers-reduced-motion: no-preference) {
  .pop, dialog .card { animation: come .16s ease-out; }
  .dot::before { animation: pulse 1.6s 3; }
  @keyframes come { from { opacity: 0; } }
  @keyframes pulse { from { outline: 0 solid var(--accent); } to { outline: 10px solid transparent; } }
}
@media print { [popover], dialog { display: none !important; } }
`
