// Owns the look of announcements, beside what all kinds share.

export const ANNOUNCEMENT_STYLE = `
.banner { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 10px 18px; padding-inline-end: 52px; position: relative; background: var(--surface); color: var(--text); border-block-end: 1px solid var(--line); box-shadow: inset 4px 0 var(--accent); }
.banner:dir(rtl) { box-shadow: inset -4px 0 var(--accent); }
dialog h2:first-child { padding-inline: 20px; }
.banner h2 { font-size: 1em; }
.banner .words { flex: 1 1 16em; display: flex; flex-wrap: wrap; gap: 0 10px; align-items: baseline; }
.banner #media { width: 64px; }
.banner > .icon { position: absolute; inset-inline-end: 10px; inset-block-start: 8px; }
.over { position: fixed; inset-inline: 0; width: 100%; box-shadow: inset 4px 0 var(--accent), 0 4px 20px rgb(0 0 0 / .14); }
.over.top { top: var(--foothold-inset-top, 0px); }
.over.bottom { bottom: var(--foothold-inset-bottom, 0px); border-block: 1px solid var(--line) 0; }
:host([data-stick]) { position: sticky !important; z-index: 2147483000 !important; }
:host([data-stick=top]) { top: 0 !important; }
:host([data-stick=bottom]) { bottom: 0 !important; }
dialog #media:first-child { margin-block-start: calc(4 * var(--space)); }
#media, #media img { width: 100%; object-fit: contain; }
@media (max-width: 479.98px) { .banner .buttons { width: 100%; justify-content: flex-end; } }
@media (max-width: 479.98px), (pointer: coarse) { .banner { min-height: 52px; padding-inline-end: 60px; } .banner > .icon { inset-block-start: 4px; } }
`
