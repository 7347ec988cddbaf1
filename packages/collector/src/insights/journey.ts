// Owns the answer about a journey: who is where, what gets lost between two stages, and what would come of mending one. It must
// not know SQL or HTTP.
import { toMs, type InsightDefinition, type JourneyAnswer } from '@foothold/protocol'
import { nameOf, refuse, toColumns, toHead, toPeople, toRange, toTime, toUses, type AskOptions } from './ask.ts'
import { toRate } from './rate.ts'
import { whatIf } from './what-if.ts'

const LAST = '90d'

/** Answers a journey. @throws {CollectorError} `request_invalid` where the definition names what there is not. */
export async function askJourney(definition: InsightDefinition<'journey'>, options: AskOptions): Promise<JourneyAnswer> {
  const range = toRange(definition, options, LAST)
  const { now } = options
  const counts = await options.query.journey(options.project, {
    stages: definition.stages.map(({ doing, within }, index) => ({ uses: toUses(doing, `/stages/${index}/doing`, options), withinMs: toMs(within) ?? null })),
    from: range.from,
    to: range.to,
    now: now + 1,
    only: await toPeople(definition, options),
  })
  const first = counts[0]!.reached
  const stages = definition.stages.map(({ name, doing, owner }, index) => {
    const { reached, time, present, waiting, late } = counts[index]!
    const ofPrevious = toRate(reached, index ? counts[index - 1]!.reached : first)
    return {
      name: name ?? nameOf(doing),
      owner: owner ?? null,
      people: reached,
      ofFirst: toRate(reached, first),
      ofPrevious,
      time: toTime(time),
      present,
      waiting: toTime(waiting),
      late,
    }
  })
  definition.whatIf?.forEach(({ stage }, index) => {
    if (stage > stages.length) throw refuse(`/whatIf/${index}/stage`, `The journey has ${stages.length} stages.`, { found: String(stage) })
  })
  const changed =
    definition.whatIf &&
    whatIf(
      stages.map(({ ofPrevious }) => ofPrevious.value ?? 0),
      definition.whatIf,
    )
  return {
    ...toHead('journey', definition, range, {
      n: first,
      means: [
        'A person enters with the first event of the first stage in the time, and reaches a stage by the first event of it after the one before, within its own time where it has one.',
        'Present are people whose last stage it is, late are those of them whose time for the next one is over. One event serves one stage; intervals are 95 % (Wilson).',
        changed ? 'If a stage had that rate, those after it keep their own rate of the stage before.' : '',
      ]
        .filter(Boolean)
        .join(' '),
      columns: toColumns(
        'stage',
        'people:count',
        'of first:share',
        'low:share',
        'high:share',
        'of previous:share',
        'median:seconds',
        'p90:seconds',
        'present:count',
        'late:count',
        ...(changed ? ['if, of first:share', 'if, people:count'] : []),
      ),
      rows: stages.map(({ name, people, ofFirst, ofPrevious, time, present, late }, index) => [
        name,
        people,
        ofFirst.value,
        ofFirst.low,
        ofFirst.high,
        ofPrevious.value,
        time.median,
        time.p90,
        present,
        late,
        ...(changed ? [changed[index]!, Math.round(changed[index]! * first)] : []),
      ]),
    }),
    stages,
    whatIf: changed ? changed.map((ofFirst) => ({ ofFirst, people: ofFirst * first })) : null,
  }
}
