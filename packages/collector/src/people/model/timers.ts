// Owns when people and accounts are looked at without having done anything: when their time has come, and when definitions change.
// One look after another; what a crash leaves is due still. It must not know what is looked at.
import { isDeepStrictEqual } from 'node:util'
import type { LiveConfig, LiveConfigs } from '../../config/live.ts'
import { describeError } from '../../error.ts'
import type { Logger } from '../../options.ts'
import type { DueRow, ModelBasis } from '../../store/model-store.ts'
import type { StateStore } from '../../store/state-store.ts'
import { CLOCK_OFF_MS } from '../../steady-clock.ts'
import type { Projection } from '../projection.ts'
import { countEverybody } from './summary.ts'

/** What the timers work on. */
export interface TimerOptions {
  state: Pick<StateStore, 'model' | 'people' | 'projects' | 'lock'>
  configs: LiveConfigs
  projection: Pick<Projection, 'again'>
  /** When the newest event of a project came, epoch ms. */
  newestAt(project: string): Promise<number | undefined>
  /** Epoch ms. */
  now: () => number
  /** Resolves when the next look may begin: requests go first. */
  pace: () => Promise<void>
  logger: Logger
}

export interface Timers {
  /** Definitions of a project may have changed. Returns at once. */
  changed(): void
  /** Follows what is live, and looks at everybody who is due. @returns how many were looked at. */
  run(): Promise<number>
  /** Resolves when the look that runs is done; none begins afterwards. */
  close(): Promise<void>
}

/** People of one look: about 50 ms of work. */
const LOOK = 100
/** Nothing is waited for longer than this: another collector, or a clock, may have changed what is due. */
const LONGEST_MS = 60_000
/** Due times that lie closer together than this are one look. */
const SHORTEST_MS = 1000
const AGAIN_MS = 10_000

export function createTimers({ state, configs, projection, newestAt, now, pace, logger }: TimerOptions): Timers {
  const { model, people, projects } = state
  let tail: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let closed = false
  /** Config whose definitions are known to be followed by everybody. */
  const settled = new Map<string, LiveConfig>()
  /** The latest instant that is known to have been taken for now. */
  let latest: number | undefined
  /** Projects whose people were, or may have been, looked at by a clock that ran ahead and came back. */
  const astray = new Set<string>()

  /** Notices a clock that came back, also where that was before this process began. */
  const noticeReturn = async (all: readonly { id: string }[]): Promise<void> => {
    if (latest === undefined) for (const { id } of all) latest = Math.max(latest ?? -Infinity, (await newestAt(id)) ?? -Infinity)
    const present = now()
    if (latest !== undefined && latest > present + CLOCK_OFF_MS) {
      logger.info({ event: 'clock came back', ms: latest - present })
      for (const { id } of all) astray.add(id)
    }
    latest = present
  }

  /** Begins with definitions where they are new, and goes on with everybody. */
  const follow = async (project: string): Promise<void> => {
    const config = await configs.of(project)
    const { live, version } = config
    const isAstray = astray.has(project)
    if (settled.get(project) === config && !isAstray) return
    const [present] = await model.bases(project)
    let basis = present
    if (present?.basis !== live.basis || present.until !== null) {
      // nothing was ever followed, and nothing is to be
      if (!live.on && !present) return void settled.set(project, config)
      const at = now()
      if (present && present.until === null)
        await model.setBasis({ ...present, until: at, after: null, summary: JSON.stringify(await countEverybody(model, project)) })
      // the numbers of another time under the same definitions give way to these
      basis = { project, basis: live.basis, version, since: at, until: null, after: '', done: 0, total: (await people.counts(project)).people, summary: null }
      await model.setBasis(basis)
    } else if (present && isAstray) {
      // whatever was noted, and told, is looked at again
      basis = { ...present, since: Math.min(present.since, now()), after: '', done: 0 }
      await model.setBasis(basis)
    }
    if (basis) await reckon(basis)
    if (closed) return
    settled.set(project, config)
    astray.delete(project)
  }

  const reckon = async (from: ModelBasis): Promise<void> => {
    let basis = from
    while (basis.after !== null && !closed) {
      await pace()
      const rows = await people.page(basis.project, basis.after, LOOK)
      if (rows.length)
        await projection.again(
          basis.project,
          rows.map(({ id }) => ({ kind: 'person', id })),
        )
      // accounts rest on their people: the last page of these is done again where it is broken off here
      if (rows.length < LOOK) await lookAtAccounts(basis.project)
      if (closed) return
      basis = { ...basis, done: basis.done + rows.length, after: rows.length < LOOK ? null : rows.at(-1)!.id }
      await model.setBasis({ ...basis, total: Math.max(basis.total, basis.done) })
    }
  }

  const lookAtAccounts = async (project: string): Promise<void> => {
    for (let after: string | undefined = ''; after !== undefined && !closed;) {
      await pace()
      const rows = await model.page(project, 'account', after, LOOK)
      if (rows.length) await projection.again(project, rows)
      after = rows.length < LOOK ? undefined : rows.at(-1)!.id
    }
  }

  /** One of all collectors looks: twice would be right as well, but twice the work. */
  const run = async (): Promise<number> => {
    const lock = await state.lock('timers')
    if (!lock) return 0
    try {
      return await look(lock.lost)
    } finally {
      await lock.release()
    }
  }

  const look = async (lost: AbortSignal): Promise<number> => {
    const all = await projects.list()
    await noticeReturn(all)
    for (const { id } of all) {
      if (closed || lost.aborted) break
      try {
        await follow(id)
      } catch (error) {
        logger.error({ event: 'model not followed', project: id, error: describeError(error) })
      }
    }
    let looked = 0
    let before: DueRow | undefined
    while (!closed && !lost.aborted) {
      const due = await model.due(now(), LOOK)
      const [first] = due
      // whoever is due still after a look would be for ever
      if (!first || isDeepStrictEqual(first, before)) break
      before = first
      await pace()
      for (const [project, own] of Map.groupBy(due, (row: DueRow) => row.project)) await projection.again(project, own)
      looked += due.length
    }
    return looked
  }

  const alone = (): Promise<number> => {
    const result = tail.then(run, run)
    tail = result.catch(() => {})
    return result
  }

  const wind = async (): Promise<void> => {
    if (closed) return
    const next = await model.nextDue()
    const wait = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (next ?? Infinity) - now()))
    clearTimeout(timer)
    timer = setTimeout(go, wait).unref()
  }
  const go = (): void => {
    clearTimeout(timer)
    if (closed) return
    alone()
      .then(wind)
      .catch((error: unknown) => {
        if (closed) return
        logger.error({ event: 'timers failed', error: describeError(error) })
        timer = setTimeout(go, AGAIN_MS).unref()
      })
  }

  return {
    changed: go,
    run: alone,
    async close() {
      closed = true
      clearTimeout(timer)
      await tail
    },
  }
}
