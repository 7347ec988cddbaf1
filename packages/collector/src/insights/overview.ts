// Owns the numbers of the console's first page. It must not know SQL or HTTP.
import type { Overview } from '@foothold/protocol'
import { lowerFeature, lowerWhere } from '@foothold/targeting'
import type { LiveConfig } from '../config/live.ts'
import type { EventQuery, EventUse } from '../store/event-query.ts'
import type { PeopleStore, Project } from '../store/state-store.ts'
import { seriesDays, startOfSeries } from './days.ts'
import { measureGoals, type GoalOptions } from './goals.ts'
import { toRate } from './rate.ts'

/** What the numbers are taken from. */
export interface OverviewOptions {
  project: Project
  people: PeopleStore
  query: EventQuery
  config: LiveConfig
  /** @see GoalOptions */
  viewOf: GoalOptions['viewOf']
  /** Epoch ms. */
  now: number
}

/** Computes the overview. Active means at least one use of a declared feature on that day. */
export async function describeProject({ project, people, query, config, viewOf, now }: OverviewOptions): Promise<Overview> {
  const from = startOfSeries(now)
  const days = new Map((await query.eventDays(project.id, from)).map((day) => [day.day, day]))
  const active = await query.activeDays(project.id, usesOf(config), from)
  const series = seriesDays(now).map((day) => ({ day, events: days.get(day)?.events ?? 0, active: active.get(day) ?? 0, shown: days.get(day)?.shown ?? 0 }))
  const today = series.at(-1)!
  const { people: all, identified } = await people.counts(project.id)
  const reached = await people.milestoneCounts(project.id)
  return {
    project: project.name,
    version: config.publishedAt === undefined ? null : config.version,
    people: all,
    identified,
    eventsToday: today.events,
    activeToday: today.active,
    guidesShownToday: today.shown,
    series,
    milestones: config.content.model.milestones.map(({ key, name }) => ({ key, name: name ?? key, reached: toRate(reached.get(key) ?? 0, all) })),
    goals: await measureGoals({ project: project.id, people, query, config, viewOf, now }),
  }
}

/** Every use of every declared feature. */
function usesOf({ content }: LiveConfig): EventUse[] {
  return content.model.features.flatMap((feature) => lowerFeature(feature).usedWhen).map(({ event, where }) => ({ event, where: where && lowerWhere(where) }))
}
