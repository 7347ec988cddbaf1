// Owns what a well-formed condition cannot mean, or need not say: clauses that exclude each other, parts that hold for everybody.
// It must not know files or lines; each condition is looked at by itself, so that a mistake elsewhere does not hide it.
import type { Condition, Feature, Guide, Milestone, Segment } from '@foothold/protocol'
import { toMs } from '@foothold/protocol'
import { conditionSchema, guideSchema, modelSchema } from '@foothold/protocol/schema'
import { findContradictions, findIdle, findPageProblem, HELD_OUT, type Contradiction, type Definitions, type Idle, type Part } from '@foothold/targeting'
import { patternMeant } from './lint-pattern.ts'
import { entries, fields, leavesOf, rootsOf, isTooDeep, valueAt, type Check, type Report } from './reference.ts'

/** The definitions that conditions may be held against, as far as they are well-formed. */
export function definitionsOf(model: unknown, guides: readonly unknown[]): Definitions {
  const { segments, milestones, features } = modelSchema.shape
  const good = <T>(list: unknown, element: { safeParse(value: unknown): { success: boolean; data?: unknown } }): T[] =>
    entries(list).flatMap((entry) => {
      const parsed = element.safeParse(entry)
      return parsed.success ? [parsed.data as T] : []
    })
  const value = fields(model)
  const { experiment } = guideSchema.options[0].shape
  return {
    segments: good<Segment>(value['segments'], segments.unwrap().element),
    milestones: good<Milestone>(value['milestones'], milestones.unwrap().element),
    features: good<Feature>(value['features'], features.unwrap().element),
    guides: guides.flatMap((guide): Pick<Guide, 'key' | 'experiment'>[] => {
      const { key, experiment: written } = fields(guide)
      const parsed = experiment.safeParse(written)
      return typeof key === 'string' && parsed.success ? [{ key, experiment: parsed.data }] : []
    }),
  }
}

/** Reads one condition of any shape. */
export function toCondition(written: unknown): Condition | undefined {
  const parsed = conditionSchema.safeParse(written)
  return parsed.success ? parsed.data : undefined
}

/**
 * Checks the sense of every condition of a file.
 *
 * @param file - the JSON as written, of any shape, but not too deep.
 * @throws never
 */
export function lintSense(file: Record<string, unknown>, known: Definitions, { report }: Check): void {
  for (const [pointer, written] of rootsOf(file)) {
    for (const [at, leaf] of leavesOf(written, pointer)) lintWindow(leaf, at, report)
    const condition = isTooDeep(written) ? undefined : toCondition(written)
    if (!condition) continue
    // an audience is asked together with the moment and the schedule
    const around = pointer === '/audience' ? surroundingsOf(file) : []
    const found = findContradictions([{ pointer, condition }, ...around], known)
    for (const one of found) tellContradiction(one, file, report)
    if (pointer === '/audience') lintStepPages(file, condition, known, report)
    // a definition of use has to be an event; that it is a condition is by the way
    if (!found.length && !pointer.startsWith('/features/')) for (const one of findIdle(condition, known)) tellIdle(one, pointer, report)
  }
  entries(file['features']).forEach((feature, i) => {
    const { count, within } = fields(fields(feature)['adoptedWhen'])
    if (isLong(within) && isMuch('gte', count)) tellWindow(String(within), `/features/${i}/adoptedWhen/within`, report)
  })
}

/** What must hold beside an audience, as far as it is well-formed: pages and element of the moment, days and hours, no holdout. */
function surroundingsOf(file: Record<string, unknown>): Part[] {
  const { page, element } = fields(file['when']) as { page?: unknown; element?: unknown }
  const pages = [page].flat().map((one) => toCondition({ page: one }))
  const { css, is } = fields(element)
  const seen = toCondition({ element: css, is })
  return [
    ...(page !== undefined && pages.length && pages.every((one) => one !== undefined)
      ? [{ pointer: '/when/page', condition: Array.isArray(page) ? { any: pages } : pages[0]! }]
      : []),
    ...(seen ? [{ pointer: '/when/element', condition: seen }] : []),
    ...timesOf(fields(file['schedule'])),
    ...(fields(file['experiment']) === file['experiment'] && typeof file['key'] === 'string'
      ? [{ pointer: OWN, condition: { not: { experiment: file['key'], is: HELD_OUT } } }]
      : []),
  ]
}
const OWN = '/experiment'
const isOwn = (pointer: string): boolean => pointer.startsWith(OWN)
const { shape: scheduleShape } = guideSchema.options[0].shape.schedule.unwrap()

/** A schedule as conditions on the same clock. */
function timesOf({ days, hours, timezone }: Record<string, unknown>): Part[] {
  const [from, until] = (scheduleShape.hours.safeParse(hours).data ?? []).map((clock) => Number(clock.slice(0, 2)) + Number(clock.slice(3)) / 60)
  const inside = (hour: number): boolean => (from! <= until! ? hour + 1 > from! && hour < until! : hour + 1 > from! || hour < until!)
  const open = from === undefined || until === undefined || from === until ? [] : Array.from({ length: 24 }, (_, hour) => hour).filter(inside)
  const straight = open.length - 1 === open.at(-1)! - open[0]!
  return [
    ['/schedule/days', { time: 'weekday', in: scheduleShape.days.safeParse(days).data ?? [], timezone }],
    ['/schedule/hours', { time: 'hour', ...(straight ? { between: [open[0], open.at(-1)] } : { in: open }), timezone }],
  ].flatMap(([pointer, written]) => {
    const condition = toCondition(written)
    return condition ? [{ pointer: pointer as string, condition }] : []
  })
}

/** A step on a page where the audience ends the tour can never be seen: the audience is asked all the time. */
function lintStepPages(file: Record<string, unknown>, audience: Condition, known: Definitions, report: Report): void {
  entries(file['steps']).forEach((step, i) => {
    const condition = toCondition({ page: fields(step)['page'] })
    if (!condition) return
    const [found] = findContradictions(
      [
        { pointer: '/audience', condition: audience },
        { pointer: `/steps/${i}/page`, condition },
      ],
      known,
    ).filter(({ first, second }) => first.startsWith('/steps') || second.startsWith('/steps'))
    if (found) tellContradiction(found, file, report)
  })
}

/** In a list of pages the entry itself is the place. */
const toPlace = (pointer: string): string => pointer.replace(/^\/when\/page\/any\//, '/when/page/')

/** What is written in a way that can never match is told as that. */
function isMisread(pointer: string, file: Record<string, unknown>): boolean {
  const written = valueAt(file, toPlace(pointer))
  const { page, matches } = typeof written === 'string' ? { page: written, matches: undefined } : (fields(written) as { page?: unknown; matches?: unknown })
  return (typeof page === 'string' && findPageProblem(page) !== undefined) || (typeof matches === 'string' && patternMeant(matches) !== undefined)
}

function tellContradiction({ first, second, firstText, secondText, because }: Contradiction, file: Record<string, unknown>, report: Report): void {
  if (isMisread(first, file) || isMisread(second, file)) return
  const pointer = toPlace(second)
  if (isOwn(first) || isOwn(second)) {
    const key = String(file['key'])
    report(
      'never_shown',
      isOwn(first) ? pointer : toPlace(first),
      `Who is held out of "${key}" never sees it, and this is the guide itself: ask for another arm.`,
      {
        found: HELD_OUT,
      },
    )
    return
  }
  if (firstText === secondText) {
    report('contradiction', pointer, `Nobody can fulfil this: ${secondText}${because ? `; ${because}` : ''}.`, {
      found: secondText,
      ...(because ? { expected: because } : {}),
    })
    return
  }
  const where = first === second ? '' : ` (at ${toPlace(first)})`
  report(
    'contradiction',
    pointer,
    `Nobody can fulfil both: ${firstText}${where} and ${secondText}. ${second.startsWith('/schedule') ? 'Change one of them.' : 'Drop one of them, or put them into an "any".'}`,
    {
      found: secondText,
    },
  )
}

function tellIdle({ kind, pointer, text, other, needs }: Idle, root: string, report: Report): void {
  const reason = other ? `${other.text} (at ${root}${other.pointer})` : ''
  const [code, detail] = {
    always: [
      'always_true',
      needs
        ? `This holds for everybody of whom "${needs}" is known: ${text}. Leave it out, or ask for "exists": true.`
        : `This holds for everybody: ${text}. Leave it out.`,
    ],
    never: ['always_true', `This can never hold (${text}), so the "not" around it holds for everybody. Leave it out.`],
    text: ['always_true', `Every text fulfils this: ${text}. Ask for "exists": true, or write what the text should have.`],
    implied: ['redundant', `${text} says nothing beside ${reason}, which holds only where it does. Leave it out.`],
    covered: ['redundant', `${text} says nothing beside ${reason}, which holds wherever it does. Leave it out.`],
    moot: ['redundant', `${text} holds anyway by ${reason}, so that the choice around it says nothing. Leave the choice out.`],
    twice: ['redundant', `This stands twice in one "${text}", first at ${root}${other?.pointer}. Leave it out.`],
    not: ['redundant', 'A "not" of a "not" is what stands inside of it: leave both out.'],
    missing: ['redundant', `Beside "exists": false nothing else is ever asked: leave "${text}" out.`],
  }[kind] as ['always_true' | 'redundant', string]
  report(code, root + pointer, detail, { severity: 'warning', found: text })
}

/** Days that a count remembers singly. Up to as many events nothing is lost, for a day has one at least. */
const DAYS_KEPT = 120
const isLong = (within: unknown): boolean => (toMs(within) ?? 0) > DAYS_KEPT * 86_400_000
/** Whether a comparison of a count may come out wrong: at least so many, or less, is certain up to the days that are kept. */
const isMuch = (word: string, written: unknown): boolean =>
  [written].flat().some((one) => Number(one) > DAYS_KEPT || (one === DAYS_KEPT && word !== 'gte' && word !== 'lt'))

function lintWindow(leaf: Record<string, unknown>, pointer: string, report: Report): void {
  if (!('event' in leaf) || !isLong(leaf['within'])) return
  if (Object.entries(fields(leaf['count'])).some(([word, written]) => isMuch(word, written))) tellWindow(String(leaf['within']), `${pointer}/within`, report)
}

function tellWindow(within: string, pointer: string, report: Report): void {
  report(
    'window_too_long',
    pointer,
    `A count remembers the ${DAYS_KEPT} latest days on which the event happened. For people with more such days in the last ${within} it comes out too low: write at most "${DAYS_KEPT}d", or compare with at most ${DAYS_KEPT}.`,
    { severity: 'warning', found: within, expected: `at most ${DAYS_KEPT}d` },
  )
}
