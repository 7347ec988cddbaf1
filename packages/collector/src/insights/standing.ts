// Owns where people and accounts stand, as the console shows it. It must not know SQL or HTTP.
import type { AccountStanding, ExpectedEntry, PersonStanding } from '@foothold/protocol'
import type { LiveConfig } from '../config/live.ts'
import type { AccountNote } from '../people/model/account.ts'
import type { Standing } from '../people/model/note.ts'
import { isMissed, isOpen, type Watch } from '../people/model/watch.ts'
import type { PersonRow } from '../store/state-store.ts'

/** @param now - epoch ms. */
export function toPersonStanding(standing: Standing, row: PersonRow, { content: { model } }: LiveConfig, now: number): PersonStanding {
  const { behaviour, maturity, depth, lastUseAt, segments, stages, watches } = standing
  return {
    invited: row.events === 0,
    behaviour: behaviour && {
      class: behaviour.class,
      since: toIso(behaviour.since),
      rule: behaviour.rule,
      trend: behaviour.trend,
      activeDays: behaviour.activeDays,
    },
    maturity,
    depth,
    lastUseAt: lastUseAt === null ? null : toIso(lastUseAt),
    segments: segments.map(([key, inside, since]) => ({ key, inside, since: toIso(since) })),
    stages: stages.flatMap(([journey, stage, since]) => {
      const found = model.journeys.find(({ key }) => key === journey)
      const index = found?.stages.findIndex(({ key }) => key === stage) ?? -1
      if (!found || index < 0) return []
      const next = found.stages[index + 1]
      const due = next && watches.find(({ id }) => id === `journey:${journey}:${next.key}`)?.due
      return [
        {
          journey,
          name: found.name ?? journey,
          stage,
          stageName: found.stages[index]!.name ?? stage,
          since: toIso(since),
          next: next?.key ?? null,
          due: due === undefined ? null : toIso(due),
        },
      ]
    }),
    expected: watches.map((watch) => toExpected(watch, now)),
  }
}

function toExpected(watch: Watch, now: number): ExpectedEntry {
  const { about, due, metAt } = watch
  const [kind, key] =
    about.milestone !== undefined
      ? ['milestone', about.milestone]
      : about.feature !== undefined
        ? ['feature', about.feature]
        : about.journey !== undefined
          ? ['journey', `${about.journey} ${about.stage ?? ''}`]
          : ['silence', '']
  const met = metAt !== undefined && metAt <= now
  return {
    kind,
    key,
    due: toIso(due),
    metAt: met ? toIso(metAt) : null,
    status: isOpen(watch, now) ? 'missed' : isMissed(watch, now) ? 'late' : met ? 'met' : 'due',
  }
}

/** @param note - `undefined` where the account was not reckoned yet. */
export function toAccountStanding(note: AccountNote | undefined, { content: { model }, live }: LiveConfig, now: number): AccountStanding | null {
  if (!note) return null
  const { people, active, maturity, lastUseAt, levels, segments, stages, classes } = note
  return {
    people,
    active,
    maturity,
    lastUseAt: lastUseAt === null ? null : toIso(lastUseAt),
    stalled: lastUseAt !== null && now >= lastUseAt + live.behaviour.stalledAfterMs,
    features: levels.flatMap(([key, level, , n]) => {
      const feature = model.features.find((one) => one.key === key)
      return feature ? [{ key, name: feature.name, level, people: n }] : []
    }),
    segments: segments.map(([key, n]) => ({ key, people: n })),
    stages: stages.flatMap(([journey, stage, since, n]) => {
      const found = model.journeys.find(({ key }) => key === journey)
      return found
        ? [
            {
              journey,
              name: found.name ?? journey,
              stage,
              stageName: found.stages.find(({ key }) => key === stage)?.name ?? stage,
              since: toIso(since),
              people: n,
            },
          ]
        : []
    }),
    classes: classes.map(([name, n]) => ({ class: name, people: n })),
  }
}

/** Writes where a person stands as people read it: a line each for behaviour, journeys, and what was missed or is due. */
export function toStandingText({ invited, behaviour, stages, expected }: PersonStanding): string {
  const lines = [invited ? 'invited, not here yet' : behaviour ? `${behaviour.class} since ${behaviour.since}: ${behaviour.rule}` : 'no class of behaviour']
  for (const { journey, stage, since, next, due } of stages)
    lines.push(`journey ${journey}: ${stage} since ${since}${next === null ? '' : `, next ${next}${due === null ? '' : ` by ${due}`}`}`)
  for (const { kind, key, due, status } of expected)
    if (status === 'missed' || (status === 'due' && kind !== 'silence'))
      lines.push(`${kind}${key && ` ${key}`} ${status === 'due' ? `due ${due}` : `missed, was due ${due}`}`)
  return lines.join('\n')
}

const toIso = (ms: number): string => new Date(ms).toISOString()
