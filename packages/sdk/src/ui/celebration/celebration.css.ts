// Owns the look of celebrations, beside what all kinds share.

export const CELEBRATION_STYLE = `
canvas { position: fixed; inset: 0; width: 100%; height: 100%; pointer-events: none; }
`
