// Owns `foothold insight lift`: what a guide has changed, as lines or JSON. What it means is the collector's to say.
import type { GuideLift, Interval95, LiftArm, LiftVerdict } from '@foothold/protocol'
import { ask, findAccess, json } from '../admin-client.ts'
import { paint, plain, say } from '../terminal.ts'

export interface LiftOptions {
  url?: string
  key?: string
  /** Smallest difference that is worth seeing, as a ratio. */
  effect?: string
  /** Print the answer as JSON. */
  json?: boolean
}

const COLOURS: Record<LiftVerdict, Parameters<typeof paint>[0]> = {
  works: 'green',
  harms: 'red',
  'not-comparable': 'red',
  'no-effect': 'yellow',
  'too-early': 'yellow',
  'not-measured': 'yellow',
}

/** Tells the effect of a guide. @throws {CliError} where the collector knows no such guide. */
export async function lift(guide: string, { effect, json: asJson, ...access }: LiftOptions): Promise<void> {
  const query = effect === undefined ? '' : `?${new URLSearchParams({ effect }).toString()}`
  const answer = await json<GuideLift>(await ask(await findAccess(access), `/admin/v1/guides/${encodeURIComponent(guide)}/lift${query}`))
  if (asJson) return say(JSON.stringify(answer))
  const [verdict = '', ...rest] = plain(answer.words).split(/(?<=[.:]) /)
  say([paint(COLOURS[answer.verdict] ?? 'yellow', verdict), ...rest].join(' '))
  if (answer.verdict === 'not-measured') return
  for (const [name, text] of rows(answer)) say(`${name.padEnd(18)} ${text}`)
}

function* rows({
  shown,
  heldOut,
  difference,
  always,
  relative,
  extra,
  chanceToWin,
  p,
  sampleRatio,
  sample,
  experiment,
}: GuideLift): Generator<[string, string]> {
  yield ['to see it', arm(shown)]
  yield ['held out', arm(heldOut)]
  if (difference.value !== null) {
    yield ['difference', points(difference)]
    yield ['at every look', points(always)]
    yield ['of the rate', interval(relative, percent)]
    yield ['extra people', interval(extra, whole)]
    if (chanceToWin !== null) yield ['chance to win', chance(chanceToWin)]
    if (p !== null) yield ['p', p.toPrecision(2)]
  }
  yield ['sample ratio', `${sampleRatio.alarm ? 'ALARM, ' : ''}p ${sampleRatio.p.toPrecision(2)}`]
  if (sample.shown !== null && sample.heldOut !== null)
    yield ['people needed', `${whole(sample.shown)} and ${whole(sample.heldOut)} to see ${(sample.effect * 100).toFixed(1)} points`]
  if (experiment?.since) yield ['since', experiment.since]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
/** Never sure where it is not. */
const chance = (share: number): string => (share > 0.9995 ? '>99.9%' : share < 0.0005 ? '<0.1%' : percent(share))
const whole = (count: number): string => Math.round(count).toLocaleString('en')
const points = (of: Interval95): string => interval(of, (share) => `${(share * 100).toFixed(1)} points`)

function interval({ value, low, high }: Interval95, format: (number: number) => string): string {
  if (value === null) return '–'
  return `${format(value)}${low === null || high === null ? '' : ` (${format(low)} to ${format(high)})`}`
}

function arm({ k, n, value, low, high, waiting, before, accounts }: LiftArm): string {
  const more = [
    ...(accounts === null ? [] : [`${whole(accounts)} accounts`]),
    ...(waiting ? [`${whole(waiting)} not yet counted`] : []),
    ...(before ? [`${whole(before)} there before`] : []),
  ]
  return `${interval({ value, low, high }, percent)}, ${whole(k)} of ${whole(n)}${more.length ? `; ${more.join(', ')}` : ''}`
}
