// Owns the verdict on a guide, and its words. It must not know how the numbers come to be.
import { DURATION_PATTERN, type GuideLift, type LiftVerdict } from '@foothold/protocol'

type Facts = Omit<GuideLift, 'verdict' | 'words'>

/** Decides, and says so. The verdict goes by the always-valid interval: who looks every day is not deceived more often than in one of twenty. */
export function describeVerdict(facts: Facts): { verdict: LiftVerdict; words: string } {
  const verdict = decide(facts)
  return { verdict, words: WORDS[verdict](facts) }
}

function decide({ goal, experiment, always, sampleRatio, shown, heldOut, sample }: Facts): LiftVerdict {
  if (!goal || !experiment) return 'not-measured'
  if (sampleRatio.alarm) return 'not-comparable'
  if (always.low !== null && always.low > 0) return 'works'
  if (always.high !== null && always.high < 0) return 'harms'
  const isEnough = sample.shown !== null && sample.heldOut !== null && shown.n >= sample.shown && heldOut.n >= sample.heldOut
  return isEnough && always.high !== null ? 'no-effect' : 'too-early'
}

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const rough = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })
const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const people = (count: number): string => `${number.format(count)} ${count === 1 ? 'person' : 'people'}`
const points = (ratio: number): string => `${decimal.format(Math.abs(ratio) * 100)} ${Math.abs(ratio) * 100 === 1 ? 'point' : 'points'}`
const signed = (ratio: number): string => `${ratio < 0 ? '−' : '+'}${decimal.format(Math.abs(ratio) * 100)}`

const UNITS: Record<string, string> = { ms: 'millisecond', s: 'second', m: 'minute', h: 'hour', d: 'day' }
/** "7d" as "7 days". */
function length(duration: string): string {
  const [, count = '', unit = ''] = DURATION_PATTERN.exec(duration) ?? []
  return `${Number(count)} ${UNITS[unit]}${Number(count) === 1 ? '' : 's'}`
}

/** "24% of those who were shown it reached the goal within 7 days, 18% of those held out: +6 points (+2 to +10)". */
function rates({ shown, heldOut, difference, goal }: Facts): string {
  const { value, low, high } = difference
  const interval = value === null || low === null || high === null ? '' : `: ${signed(value)} points (95% interval ${signed(low)} to ${signed(high)})`
  return `${share.format(shown.value ?? 0)} of those who were to see it reached the goal within ${length(goal!.within)}, ${share.format(heldOut.value ?? 0)} of those held out${interval}.`
}

const WORDS: Record<LiftVerdict, (facts: Facts) => string> = {
  works: (facts) => {
    const { value, low, high } = facts.extra
    const more =
      value === null ? '' : ` That is about ${people(Math.round(value))} more than without it (${number.format(low ?? 0)} to ${number.format(high ?? 0)}).`
    return `It works. ${rates(facts)}${more}`
  },
  harms: (facts) => {
    const { value } = facts.extra
    return `It harms. ${rates(facts)}${value === null ? '' : ` That is about ${people(Math.round(-value))} fewer than without it.`} Take it off, or change it.`
  },
  'no-effect': (facts) => `No effect seen. ${rates(facts)} It could still be up to ${points(Math.max(0, facts.always.high ?? 0))}.`,
  'too-early': (facts) => {
    const { shown, heldOut, sample, goal } = facts
    const waiting = shown.waiting + heldOut.waiting
    const now = `The ${length(goal!.within)} for the goal are over for ${people(shown.n)} who were to see it and ${people(heldOut.n)} held out${waiting ? `, not yet for ${number.format(waiting)}` : ''}.`
    const need =
      sample.heldOut === null || sample.shown === null
        ? ''
        : ` To see a difference of ${points(sample.effect)} it takes about ${number.format(sample.shown)} and ${number.format(sample.heldOut)}.`
    return `Too early to say. ${now}${need}`
  },
  'not-comparable': ({ shown, heldOut, experiment, sampleRatio }) =>
    `Not comparable. ${share.format(experiment!.holdout)} should be held out, but they are ${number.format(heldOut.people)} of ${number.format(shown.people + heldOut.people)}: ` +
    `by chance that comes about ${sampleRatio.p < 1e-6 ? 'less than once in a million' : `once in ${rough.format(1 / sampleRatio.p)}`} times. Something counts one side otherwise; until that is found, no difference means anything.`,
  'not-measured': ({ goal }) =>
    goal ? 'Not measured: nobody is held out of this guide, so nobody can say what would have happened without it.' : 'Not measured: this guide has no goal.',
}
