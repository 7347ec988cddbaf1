// Owns the look of surveys, beside what all kinds share.

// The second press of a double click is no answer to what has just come under the pointer: a question is still at first.
export const SURVEY_STYLE = `
.ask { display: grid; gap: 12px; text-align: start; width: 100%; }
.ask .foot { margin: 0; }
.ask, .thanks { animation: still .4s; }
@keyframes still { from, to { pointer-events: none; } }
.ask progress { margin-block: 0 2px; height: 4px; width: calc(100% - 36px); }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.scale > div:first-child { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 4px; }
label { position: relative; cursor: pointer; display: block; }
label input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.scale span { display: grid; place-items: center; }
.scale label span { min-height: 40px; border-radius: var(--control); border: 1px solid var(--line); font-weight: 550; font-variant-numeric: tabular-nums; }
.scale label:hover span, .options label:hover { background: var(--soft); }
.scale :checked + span { background: var(--accent); color: var(--on-accent); border-color: transparent; }
:focus-visible:not([data-quiet]) + span { outline: 2px solid var(--accent); outline-offset: 2px; }
.stars { width: max-content; max-width: 100%; }
.stars > div:first-child { justify-content: start; grid-auto-columns: 44px; }
.stars label span, .stars :checked + span { border: 0; background: none; color: var(--muted); }
.stars svg { width: 28px; }
.stars .lit svg { fill: var(--accent); stroke: var(--accent); }
.ends { display: flex; justify-content: space-between; gap: 12px; color: var(--muted); font-size: .8667em; margin-block-start: 6px; }
.options > div { display: grid; gap: 6px; }
.options label { border-radius: var(--control); border: 1px solid var(--line); display: grid; align-content: center; padding-block: 9px; padding-inline: 40px 12px; min-height: 40px; }
.options label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); background: var(--tint); }
.options label:has(:focus-visible:not([data-quiet])) { outline: 2px solid var(--accent); outline-offset: 2px; }
.options :focus-visible + span { outline: 0; }
.options span::before { content: ""; position: absolute; inset-inline-start: 12px; top: calc(50% - 9px); width: 18px; height: 18px; border-radius: 50%; border: 1.5px solid var(--muted); }
.options [type=checkbox] + span::before { border-radius: 5px; }
.options :checked + span::before { border: 5.5px solid var(--accent); }
textarea.field { min-height: 84px; overflow: auto; }
.missing { border-inline-start: 3px solid #e5484d; padding-inline-start: 10px; font-weight: 600; }
.thanks { display: grid; justify-items: center; text-align: center; gap: 10px; padding-block: 8px; }
@media (max-width: 479.98px), (pointer: coarse) { .scale label span, .options label { min-height: 44px; } }
@media (max-width: 479.98px) {
  .long { display: grid; }
  .long > div:first-child { grid-auto-flow: row; grid-template-columns: repeat(30, 1fr); column-gap: 0; }
  .long label { grid-column: span 5; padding-inline: 2px; }
  .long label:nth-child(n+7) { grid-column: span 6; }
  .long .ends { display: contents; }
  .long .ends span { justify-self: end; margin-block-start: 6px; }
  .long .ends :first-child { order: -1; justify-self: start; margin-block: 0 6px; }
}
@media (forced-colors: active) {
  .scale :checked + span, .options label:has(:checked) { outline: 3px solid Highlight; outline-offset: -1px; }
  .options :checked + span::before, .stars .lit svg { forced-color-adjust: none; --accent: Highlight; }
}
`
