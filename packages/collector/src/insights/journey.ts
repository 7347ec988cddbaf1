// Owns the answer about a journey: who is where, what gets lost between two stages, and what would come of mending one. It must
// not know SQL or HTTP.
import { toMs, type InsightDefinition, type JourneyAnswer } from '@foothold/protocol'
import type { JourneyStage } from '../fold/journey.ts'
import { nameOf, refuse, toColumns, toHead, toPeople, toRange, toTime, toUses, unknownKey, type AskOptions, type Range } from './ask.ts'
import { countStages } from './journey-stages.ts'
import { toRate } from './rate.ts'
import { whatIf } from './what-if.ts'

const LAST = '90d'

/** Answers a journey. @throws {CollectorError} `request_invalid` where the definition names what there is not. */
export async function askJourney(definition: InsightDefinition<'journey'>, options: AskOptions): Promise<JourneyAnswer> {
  const range = toRange(definition, options, LAST)
  const { counts, heads } = await count(definition, range, options)
  const first = counts[0]!.reached
  const stages = heads.map((head, index) => {
    const { reached, time, present, waiting, late } = counts[index]!
    const ofPrevious = toRate(reached, index ? counts[index - 1]!.reached : first)
    return {
      ...head,
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
        definition.journey === undefined
          ? 'A person enters with the first event of the first stage in the time, and reaches a stage by the first event of it after the one before, within its own time where it has one.'
          : 'A person enters a journey of the model by coming to its first stage in the time, and reaches a stage when its condition first holds after the one before, also if that is late.',
        `Present are people whose last stage it is, late are those of them whose time for the next one is over. ${definition.journey === undefined ? 'One event serves one stage; i' : 'I'}ntervals are 95 % (Wilson).`,
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

interface Counted {
  counts: JourneyStage[]
  heads: { name: string; owner: string | null }[]
}

async function count({ journey, stages = [], segment }: InsightDefinition<'journey'>, { from, to }: Range, options: AskOptions): Promise<Counted> {
  const { project, query, config, now } = options
  if (journey === undefined) {
    const asked = stages.map(({ doing, within }, index) => ({ uses: toUses(doing, `/stages/${index}/doing`, options), withinMs: toMs(within) ?? null }))
    return {
      counts: await query.journey(project, { stages: asked, from, to, now: now + 1, only: await toPeople({ segment }, options) }),
      heads: stages.map(({ name, doing, owner }) => ({ name: name ?? nameOf(doing), owner: owner ?? null })),
    }
  }
  const { journeys } = config.content.model
  const found = journeys.find(({ key }) => key === journey)
  if (!found) throw unknownKey('/journey', 'journey', journey, journeys)
  const within = found.stages.map((stage) => toMs(stage.within) ?? null)
  return {
    counts: await countStages(options.stages(found), { within, from, to, now, only: await toPeople({ segment }, options) }),
    heads: found.stages.map(({ key, name, owner }) => ({ name: name ?? key, owner: owner ?? null })),
  }
}
