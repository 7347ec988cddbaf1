// Owns the checks of a resource center: keys, what entries lead to, sessions that are over. It must not know how it is searched.
import { fields, entries, lintCondition, reference, resourcesOf, type Check } from './reference.ts'

/**
 * Checks a resource center; any other kind passes.
 *
 * @param guide - the JSON as written, of any shape.
 * @param now - epoch ms; without it nothing is told of sessions that are over.
 * @throws never
 */
export function lintResources(guide: Record<string, unknown>, check: Check, now: number | undefined): void {
  if (guide['kind'] !== 'resource-center') return
  const { report, whereIs } = check
  const first = new Map<string, string>()
  entries(guide['sections']).forEach((section, i) => reference('leaderboard', fields(section)['leaderboard'], `/sections/${i}/leaderboard`, check))
  for (const [pointer, entry] of resourcesOf(guide)) {
    const { key } = entry as { key?: unknown }
    const before = typeof key === 'string' ? first.get(key) : undefined
    if (before)
      report('duplicate_key', `${pointer}/key`, `Two entries have the key "${String(key)}": ${whereIs(before)} and ${whereIs(`${pointer}/key`)}.`, {
        found: String(key),
      })
    else if (typeof key === 'string') first.set(key, `${pointer}/key`)
    reference('guide', entry['guide'], `${pointer}/guide`, check)
    lintCondition(entry['audience'], `${pointer}/audience`, check)
    if ('session' in entry) lintSession(fields(entry['session']), `${pointer}/session`, check, now)
  }
}

function lintSession(session: Record<string, unknown>, pointer: string, { report }: Check, now: number | undefined): void {
  const [from, until] = [Date.parse(String(session['from'])), Date.parse(String(session['until']))]
  if (until <= from)
    report('never_shown', `${pointer}/until`, `"until" (${String(session['until'])}) is not after "from" (${String(session['from'])}).`, {
      found: String(session['until']),
    })
  else if (now !== undefined && until <= now)
    report(
      'schedule_over',
      `${pointer}/until`,
      `This session was over on ${String(session['until']).slice(0, 10)}: nobody will see it any more. Take it out.`,
      {
        severity: 'warning',
        found: String(session['until']),
      },
    )
}
