// Owns the checks of a leaderboard: that it has something to show, and rests on what exists. It must not know how standings are
// reckoned.
import { entries, fields, lintCondition, reference, type Check } from './reference.ts'

/** Words of a condition on an event that say when and how often; what is counted here is each event. */
const NOT_COUNTED = ['count', 'within', 'absent', 'scope']

/** Checks a leaderboard of any shape; any other kind passes. @throws never */
export function lintLeaderboard(guide: Record<string, unknown>, check: Check): void {
  if (guide['kind'] !== 'leaderboard') return
  const { report } = check
  if (!['standings', 'streak', 'badges'].some((part) => part in guide))
    report('required', '/standings', 'This leaderboard shows nothing: write "standings", "streak" or "badges".', { expected: 'standings, streak or badges' })
  const standings = fields(guide['standings'])
  reference('segment', standings['segment'], '/standings/segment', check)
  entries(fields(standings['of'])['milestones']).forEach((key, i) => reference('milestone', key, `/standings/of/milestones/${i}`, check))
  entries(guide['badges']).forEach((key, i) => reference('badge', key, `/badges/${i}`, check))
  for (const part of ['standings', 'streak']) {
    const of = fields(fields(guide[part])['of'])
    if ('event' in of) lintCondition(of, `/${part}/of`, check)
    for (const word of NOT_COUNTED)
      if (word in of)
        report(
          'no_effect',
          `/${part}/of/${word}`,
          `Each event counts here; ${part === 'standings' ? 'the time is "over"' : 'the beat is "every"'}: leave "${word}" out.`,
          {
            severity: 'warning',
          },
        )
  }
}
