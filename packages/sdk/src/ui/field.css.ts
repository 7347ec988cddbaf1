// Owns the look of what words are typed into.

export const FIELD_STYLE = `
.field { all: unset; box-sizing: border-box; width: 100%; padding: 9px 12px; border-radius: var(--control); border: 1px solid var(--muted); background: var(--surface); color: var(--text); white-space: pre-wrap; overflow-wrap: anywhere; cursor: text; }
.field:focus { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.field::placeholder { color: var(--muted); opacity: 1; }
@media (max-width: 479.98px), (pointer: coarse) { .field { min-height: 44px; } }
@media (forced-colors: active) { .field:focus { outline: 3px solid Highlight; outline-offset: -1px; } }
`
