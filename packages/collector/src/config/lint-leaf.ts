// Owns what can be told of one condition and the moment of its guide: no time at all, days that are over, an event that is not there.
// It must not know what other conditions say.
import { toMs } from '@foothold/protocol'
import { entries, fields, leavesOf, rootsOf, type Report } from './reference.ts'

/** A day is over everywhere so long after its end in UTC. */
const WEST_MS = 12 * 3_600_000

/**
 * Checks each condition of a file by itself.
 *
 * @param file - the JSON as written, of any shape.
 * @param now - epoch ms; without it nothing is told of days that are over.
 * @throws never
 */
export function lintLeaves(file: Record<string, unknown>, report: Report, now: number | undefined): void {
  for (const [pointer, root] of rootsOf(file)) {
    for (const [at, leaf] of leavesOf(root, pointer)) lintLength(leaf, at, report)
    if (now !== undefined) lintOver(root, pointer, new Date(now - WEST_MS).toISOString().slice(0, 10), report)
  }
  if ('audience' in file && !('after' in fields(file['when']))) lintProperties(file['audience'], '/audience', true, report)
}

function lintLength({ within, absent }: Record<string, unknown>, pointer: string, report: Report): void {
  if (typeof absent === 'string' && toMs(absent) === 0)
    report('always_true', `${pointer}/absent`, `In "${absent}" nothing can happen, so this holds for everybody: write how long, such as "14d".`, {
      severity: 'warning',
      found: absent,
    })
  if (typeof within === 'string' && toMs(within) === 0)
    report('invalid_value', `${pointer}/within`, `Nothing ever lies in the last "${within}": write how long, such as "14d".`, {
      found: within,
      expected: 'more than no time',
    })
}

/** Days of the calendar after which a condition holds no more; what a "not" turns round is left alone. */
function lintOver(condition: unknown, pointer: string, today: string, report: Report): void {
  const node = fields(condition)
  for (const list of ['all', 'any']) entries(node[list]).forEach((inner, i) => lintOver(inner, `${pointer}/${list}/${i}`, today, report))
  if (node['time'] !== 'date') return
  const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d{2}-\d{2}/.test(text)
  const { before } = node
  // of an instant the whole day counts
  const ended = isDay(before) && (before.length === 10 ? before <= today : before.slice(0, 10) < today)
  const word = ended ? 'before' : ['is', 'in'].find((one) => one in node && [node[one]].flat().every((day) => isDay(day) && day.length === 10 && day < today))
  if (word === undefined) return
  report('schedule_over', `${pointer}/${word}`, 'This is over: no day from today on fulfils it. Move the date, or take the condition out.', {
    severity: 'warning',
    found: JSON.stringify(node[word]),
  })
}

/** Without an event there is nothing that could have the property, whatever "exists" and "ifMissing" say. */
function lintProperties(condition: unknown, pointer: string, needed: boolean, report: Report): void {
  const node = fields(condition)
  const any = entries(node['any'])
  entries(node['all']).forEach((inner, i) => lintProperties(inner, `${pointer}/all/${i}`, needed, report))
  any.forEach((inner, i) => lintProperties(inner, `${pointer}/any/${i}`, needed && any.length === 1, report))
  // the opposite of a list may hold by another of its entries
  if ('not' in node) lintProperties(node['not'], `${pointer}/not`, needed && 'property' in fields(node['not']), report)
  if (typeof node['property'] !== 'string') return
  const detail = 'No event starts this guide, so none has a property, and this is always unknown: write "when": { "after": { "event": "…" } }'
  if (needed) report('never_shown', `${pointer}/property`, `${detail}. Nobody would ever see this.`, { found: node['property'] })
  else report('no_effect', `${pointer}/property`, `${detail}, or leave the condition out.`, { severity: 'warning', found: node['property'] })
}
