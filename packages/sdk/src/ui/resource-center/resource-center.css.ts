// Owns the look of a resource center, beside what all kinds share.

export const RESOURCE_CENTER_STYLE = `
.launch { position: fixed; }
:host([data-under=modal]) .launch { visibility: hidden; }
.launcher { display: inline-flex; align-items: center; gap: 8px; font-weight: 600; min-height: 44px; padding: 8px 16px; border-radius: 999px; }
.launcher:not(.card) { background: var(--surface); min-height: 32px; padding: 4px 12px; border-radius: var(--control); border: 1px solid var(--line); }
.launcher:hover { background: var(--soft); }
.launcher svg { width: 18px; }
.unread { min-width: 20px; height: 20px; padding-inline: 6px; border-radius: 10px; background: var(--accent); color: var(--on-accent); font-size: .8em; display: grid; place-items: center; font-variant-numeric: tabular-nums; }
.hear { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.panel { position: fixed; width: min(400px, calc(100vw - 24px)); max-height: min(640px, calc(100dvh - 96px)); }
.panel:popover-open { display: flex; flex-direction: column; overflow: hidden; }
.panel.bottom-end, .panel.bottom-start { bottom: calc(76px + var(--foothold-inset-bottom, 0px)); }
.panel.top-end, .panel.top-start { top: calc(76px + var(--foothold-inset-top, 0px)); }
.top { padding: 16px 18px 12px; display: grid; gap: 10px; border-block-end: 1px solid var(--line); }
.found { overflow: auto; padding: 4px 10px 14px; overscroll-behavior: contain; background: linear-gradient(var(--surface), transparent) 0 0 / 100% 24px local no-repeat, linear-gradient(transparent, var(--surface)) 0 100% / 100% 24px local no-repeat, linear-gradient(var(--line), transparent) 0 0 / 100% 10px no-repeat, linear-gradient(transparent, var(--line)) 0 100% / 100% 10px no-repeat; }
.found section { padding-block-start: 12px; }
.found h3 { margin: 0; padding: 0 8px 4px; font-size: .8667em; font-weight: 600; color: var(--muted); }
.found ul { margin: 0; }
.found .board { padding: 4px 8px; }
.found > .quiet { padding: 8px; }
.entry { all: unset; box-sizing: border-box; width: 100%; display: flex; gap: 12px; padding: 8px; border-radius: var(--control); cursor: pointer; min-height: 44px; align-items: flex-start; }
div.entry { cursor: auto; }
.entry:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.entry:not(div):hover { background: var(--soft); }
.entry > svg { width: 18px; flex: none; margin-block-start: 2px; color: var(--accent); }
a.entry > svg:dir(rtl) { scale: -1 1; }
.entry .words { min-width: 0; overflow-wrap: anywhere; }
.entry b { font-weight: 550; }
.tag { margin-inline-start: 8px; padding: 1px 7px; border-radius: 8px; background: var(--tint); color: var(--accent); font-size: .75em; font-weight: 600; white-space: nowrap; }
#film { padding: 4px 8px 10px; max-height: none; }
@media (max-width: 479.98px), (pointer: coarse) { .launcher:not(.card) { min-height: 44px; } }
@media (forced-colors: active) { .unread, .tag { border: 1px solid; } .entry:hover { outline: 1px solid Highlight; } .entry > svg { stroke: CanvasText; } }
@media (max-width: 479.98px) {
  :host([data-under=sheet]) .launch { visibility: hidden; }
  .panel, .panel.bottom-end, .panel.bottom-start, .panel.top-end, .panel.top-start { inset: auto 0 0; width: 100%; max-height: 85dvh; border-radius: var(--radius) var(--radius) 0 0; padding-block-end: env(safe-area-inset-bottom); }
}
@media (prefers-reduced-motion: no-preference) { .panel { animation: come .16s ease-out; } }
`
