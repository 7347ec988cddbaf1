// Owns the look of checklists, beside what all kinds share.

export const CHECKLIST_STYLE = `
.list { position: fixed; inset-inline-end: 20px; bottom: calc(20px + var(--lift, 0em) + var(--foothold-inset-bottom, 0px)); width: min(24em, calc(100vw - 24px)); }
.list section { max-height: min(560px, calc(100dvh - 40px - var(--lift, 0em))); overflow: auto; padding: calc(4 * var(--space)) var(--inset); }
.head .buttons { flex-flow: row; gap: 10px; }
.pill { display: flex; align-items: center; gap: 10px; padding: 8px 16px; min-height: 44px; border-radius: 999px; font-weight: 600; margin-inline-start: auto; width: max-content; max-width: 100%; }
.pill progress { width: 44px; margin: 0; }
li + li details { border-block-start: 1px solid var(--line); }
details { padding-block: 10px; }
summary { display: flex; gap: 10px; font-weight: 550; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
.tick { width: 20px; height: 20px; flex: none; border-radius: 50%; border: 1.5px solid var(--muted); display: grid; place-items: center; color: var(--on-accent); }
.tick svg { width: 12px; stroke-width: 2.5; }
.done .tick { background: var(--accent); border-color: var(--accent); }
.done summary { color: var(--muted); text-decoration: line-through; }
.locked summary { color: var(--muted); cursor: default; }
.locked .tick { border-style: dashed; }
details .text { margin-block: 2px 10px; }
details .text, details .buttons { padding-inline-start: 30px; justify-content: flex-end; }
@media (max-width: 479.98px), (pointer: coarse) {
  summary { min-height: 44px; min-width: 44px; align-items: center; }
  details { padding-block: 2px; }
}
@media (prefers-reduced-motion: no-preference) { .list { animation: rise .18s cubic-bezier(.2, .8, .2, 1); } }
@media (forced-colors: active) {
  .pill { border: 1px solid; }
  .tick { forced-color-adjust: none; --accent: Highlight; --on-accent: HighlightText; --muted: CanvasText; }
}
`
