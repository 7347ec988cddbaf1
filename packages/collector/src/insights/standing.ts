// Owns where people and accounts stand, as the console shows it. It must not know SQL or HTTP.
import { toMs, type AccountStanding, type ExpectedEntry, type Journey, type PersonStanding } from '@foothold/protocol'
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
  const { people, active, roles, behaviour, depth, maturity, lastUseAt, levels, segments, classes, missed } = note
  return {
    people,
    active,
    roles: roles.map(([role, all, those, mean]) => ({ role, people: all, active: those, depth: mean })),
    behaviour: behaviour && { ...behaviour, since: toIso(behaviour.since) },
    maturity,
    depth,
    lastUseAt: lastUseAt === null ? null : toIso(lastUseAt),
    stalled: lastUseAt !== null && now >= lastUseAt + live.behaviour.stalledAfterMs,
    features: levels.flatMap(([key, level, , n]) => {
      const feature = model.features.find((one) => one.key === key)
      return feature ? [{ key, name: feature.name, level, people: n }] : []
    }),
    segments: segments.map(([key, n, since]) => ({ key, people: n, inside: n > 0, since: toIso(since) })),
    stages: note.stages.flatMap((one) => toAccountStage(one, model.journeys, now)),
    classes: classes.map(([name, n]) => ({ class: name, people: n })),
    missed: missed.map(([id, n]) => ({ ...toKindAndKey(id), people: n })),
  }
}

function toAccountStage([journey, stage, since, people]: AccountNote['stages'][number], journeys: readonly Journey[], now: number): AccountStanding['stages'] {
  const found = journeys.find(({ key }) => key === journey)
  const index = found?.stages.findIndex(({ key }) => key === stage) ?? -1
  if (!found || index < 0) return []
  const next = found.stages[index + 1]
  const within = toMs(next?.within)
  const due = within === undefined ? undefined : since + within
  const stageName = found.stages[index]!.name ?? stage
  return [
    {
      journey,
      name: found.name ?? journey,
      stage,
      stageName,
      since: toIso(since),
      people,
      next: next?.key ?? null,
      due: due === undefined ? null : toIso(due),
      overdue: due !== undefined && now >= due,
    },
  ]
}

/** As `ExpectedEntry` names what the note has under an id. */
function toKindAndKey(id: string): { kind: string; key: string } {
  const [kind = '', ...rest] = id.split(':')
  return kind === 'dormant' ? { kind: 'silence', key: '' } : { kind, key: rest.join(' ') }
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

/** Writes where an account stands as people read it. */
export function toAccountText(standing: AccountStanding): string {
  const { people, active, behaviour, depth, maturity, stalled, lastUseAt, stages, missed } = standing
  const lines = [
    `${active} of ${people} people active in 28 days${depth === null ? '' : `, depth ${Math.round(depth * 100)} %`}, maturity ${maturity}`,
    behaviour ? `${behaviour.class} since ${behaviour.since}: ${behaviour.rule}; ${behaviour.trend}` : 'no class of behaviour',
  ]
  if (stalled) lines.push(`stands still since ${lastUseAt}`)
  for (const { journey, stage, since, people: there, next, due, overdue } of stages)
    lines.push(
      `journey ${journey}: ${stage} since ${since} (${there})${next === null ? '' : `, next ${next}${due === null ? '' : ` ${overdue ? 'overdue since' : 'by'} ${due}`}`}`,
    )
  for (const { kind, key, people: late } of missed) lines.push(`${kind}${key && ` ${key}`} missed by ${late}`)
  return lines.join('\n')
}

const toIso = (ms: number): string => new Date(ms).toISOString()
