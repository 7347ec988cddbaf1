// Owns the look of standings, streaks and badges, beside what all kinds share.

export const LEADERBOARD_STYLE = `
.inset { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); padding: 16px 18px; display: grid; gap: 12px; }
.board { display: grid; gap: 12px; max-width: 36em; }
.ranks { list-style: none; display: grid; gap: 2px; }
.ranks li { display: grid; grid-template-columns: 1.75em 1fr auto; gap: 10px; align-items: baseline; padding: 6px 8px; border-radius: var(--control); }
.ranks .you { background: var(--tint); font-weight: 600; }
.rank, .value { font-variant-numeric: tabular-nums; color: var(--muted); }
.value { color: var(--text); font-weight: 600; }
.who { min-width: 0; overflow-wrap: anywhere; }
.who progress { height: 4px; margin-block: 4px 0; }
.streak { display: flex; gap: 8px; align-items: baseline; justify-content: space-between; }
.streak b { font-size: 1.6em; font-weight: 650; font-variant-numeric: tabular-nums; color: var(--accent); }
.streak span, .quiet, small { color: var(--muted); }
.badges { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 10px; margin: 0; }
.badges li { display: flex; gap: 10px; align-items: center; }
.badges b { font-weight: 600; display: block; line-height: 1.3; }
small { font-size: .8667em; display: block; }
.coin { width: 36px; height: 36px; flex: none; border-radius: 50%; display: grid; place-items: center; background: var(--tint); color: var(--accent); font-weight: 700; }
.open .coin { background: none; box-shadow: inset 0 0 0 1.5px var(--line); color: var(--muted); filter: grayscale(1); }
.open b { color: var(--muted); font-weight: 500; }
.text-button { color: var(--muted); text-decoration: underline; text-underline-offset: 2px; font-size: .8667em; justify-self: start; min-height: 24px; }
.text-button:hover { color: var(--text); }
@media (max-width: 479.98px), (pointer: coarse) { .text-button { min-height: 44px; min-width: 44px; display: inline-flex; align-items: center; } }
@media (forced-colors: active) { .coin, .ranks .you { outline: 1px solid; } }
`
