// Owns the projection of the log into people: runs behind the acknowledgement, restartable from its position. What it
// writes and how far it is are one transaction, so a crash leaves only work to be done again. It must not know HTTP.
import type { LiveConfig, LiveConfigs } from '../config/live.ts'
import { CollectorError, describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import type { EventLog, NewEvent, PersonIds, StoredEvent } from '../store/event-log.ts'
import type { DueRow, ModelStore } from '../store/model-store.ts'
import type { PeopleStore, PersonRow } from '../store/state-store.ts'
import type { AccountFold } from './account-fold.ts'
import { createAccountFolds, type AccountFolds } from './account-folds.ts'
import type { AccountFacts, PersonFold } from './fold.ts'
import { createFolds, type Folds } from './folds.ts'
import { toAllIds, toPersonIds } from './identity.ts'
import { createKeeper, type Keeper } from './model/keeper.ts'
import { standingOf, toNoted, type Standing } from './model/note.ts'
import { reckonEverybody } from './reckon-everybody.ts'
import { reckonLater } from './reckon-later.ts'
import { unlessBroken } from './unless-broken.ts'
import { createToChange, type Change, type ToChange } from './to-change.ts'
import { createTurns, type Turns } from './turns.ts'

/** Events of one transaction. */
const STEP = 1000
/** The same while nobody waits and requests go first: about 5 ms of work. */
const PACED_STEP = 250
const BEHIND_MS = 5_000

/** What the projection works on. */
export interface ProjectionOptions {
  log: EventLog
  people: PeopleStore
  configs: LiveConfigs
  logger: Logger
  /** Resolves when the next step may begin of what nobody waits for. @default at once */
  pace?: (() => Promise<void>) | undefined
  /** Who asks is told to come again after so many ms; the work goes on. @default 5_000 */
  behindMs?: number | undefined
  /** What the live model is kept with; without it nothing is noted. */
  live?: { model: ModelStore; now: () => number; tell(events: readonly NewEvent[]): Promise<unknown> } | undefined
}

const NOTHING: Change = { links: [], people: [], merged: [], accounts: [], milestones: [] }

/** The projection; one runs at a time in a process, and of several processes one wins each step. */
export class Projection {
  readonly #options: ProjectionOptions
  readonly #folds: Folds
  readonly #accounts: AccountFolds
  readonly #keeper: Keeper | undefined
  readonly #turns: Turns
  readonly #toProjectChange: ToChange
  #position: number | undefined
  /** Config that the stored milestones of a project are known to follow; a publication of the same version is another one. */
  readonly #bases = new Map<string, LiveConfig>()
  /** Projects whose config was told of as one that cannot be compiled. */
  readonly #unusable = new Set<string>()
  #woken = false
  #closed = false

  constructor(options: ProjectionOptions) {
    this.#options = options
    this.#turns = createTurns(options.behindMs ?? BEHIND_MS)
    this.#folds = createFolds(options.log, options.live?.now ?? Date.now)
    this.#accounts = createAccountFolds(options.log, options.people)
    this.#keeper = options.live && createKeeper({ ...options.live, people: options.people })
    this.#toProjectChange = createToChange({ ...options, folds: this.#folds, accounts: this.#accounts, keeper: this.#keeper })
  }

  /** Says that there may be new events. Returns at once. */
  wake(): void {
    if (this.#woken || this.#closed) return
    this.#woken = true
    void this.#turns
      .alone(async () => {
        this.#woken = false
        await this.#catchUp()
      })
      .catch((error: unknown) => this.#options.logger.error({ event: 'projection failed', error: describeError(error) }))
  }

  /** Resolves when everything that was acknowledged before the call is in the state, milestones by the live definitions. */
  caughtUp(project: string): Promise<void> {
    return this.#turns.answer(async () => {
      await this.#catchUp()
      await this.#followDefinitions(project)
    })
  }

  /**
   * Gives what is known of one person, as of now.
   *
   * @returns the fold, to be used in the same turn of the event loop: it goes on with the next event.
   */
  person(project: string, person: string): Promise<PersonFold> {
    return this.#turns.answer(async () => {
      await this.#catchUp()
      await this.#followDefinitions(project)
      return this.#fold(project, person)
    })
  }

  /** Gives what is known of an account, as of now. */
  account(project: string, id: string): Promise<AccountFacts & { view?: AccountFold | undefined }> {
    return this.#turns.answer(async () => {
      await this.#catchUp()
      await this.#followDefinitions(project)
      return this.#account(project, id, await this.#options.configs.of(project))
    })
  }

  /** Where a person stands now; `undefined` where nobody knows the person. */
  standing(project: string, person: string): Promise<{ row: PersonRow; fold: PersonFold; standing: Standing } | undefined> {
    return this.#turns.answer(async () => {
      await this.#catchUp()
      await this.#followDefinitions(project)
      const { people, live } = this.#options
      const [row] = await people.people(project, [person])
      if (!row || !live) return undefined
      const fold = await this.#fold(project, person, row)
      const { note } = fold.noted ?? toNoted((await live.model.rows(project, 'person', [person]))[0])
      return { row, fold, standing: standingOf(fold, row, live.now(), note) }
    })
  }

  /** Looks again at people and accounts whose time has come, and at everybody where definitions changed; nobody waits for it. */
  again(project: string, due: readonly Pick<DueRow, 'kind' | 'id'>[]): Promise<void> {
    return this.#turns.alone(() => this.#look(project, due))
  }

  /** Looks at accounts that somebody asks about. */
  look(project: string, accounts: readonly string[]): Promise<void> {
    return this.#turns.answer(() =>
      this.#look(
        project,
        accounts.map((id) => ({ kind: 'account', id })),
      ),
    )
  }

  /** The ids of a person, everything acknowledged before the call included, and of strangers under the same id. */
  idsOf(project: string, person: string): Promise<PersonIds> {
    return this.#turns.urgently(async () => {
      await this.#catchUp()
      return toAllIds(this.#options.people, project, person)
    })
  }

  /** Forgets people whose events are gone from the log. */
  erase(project: string, ids: readonly string[]): Promise<void> {
    return this.#turns.urgently(async () => {
      // what was appended before has gone through; nothing of them comes any more
      await this.#catchUp()
      await this.#options.people.erase(project, ids)
      this.#forget()
    })
  }

  /** Resolves when running work is done; nothing is begun afterwards. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#turns.settled()
  }

  async #catchUp(): Promise<void> {
    const { log, pace } = this.#options
    const end = await log.lastPosition()
    if (this.#position === undefined || this.#position < end) await this.#join()
    while ((this.#position ?? 0) < end) {
      const calm = this.#turns.isCalm() && pace
      if (calm) await calm()
      // nothing below leaves this turn by itself where the stores are files: requests, and who waits in vain, have theirs between two steps
      else await new Promise((go) => setImmediate(go))
      const events = await log.read(this.#position ?? 0, calm ? PACED_STEP : STEP)
      const to = events.at(-1)?.position
      // the last events may be gone, and must not be looked for again with every question
      if (to === undefined) await this.#write(NOTHING, end)
      else await this.#write(await this.#toChange(events, to), to)
    }
  }

  /** @throws {CollectorError} `draining` where the projection is closed before all of it is written. */
  async #look(project: string, due: readonly Pick<DueRow, 'kind' | 'id'>[]): Promise<void> {
    if (!this.#keeper) return
    for (let start = 0, size = due.length; start < due.length;) {
      if (this.#closed) throw new CollectorError('draining', 'This collector is shutting down; try again in a moment.')
      await this.#catchUp()
      await this.#followDefinitions(project).catch(() => {})
      const config = await this.#usableConfig(project)
      const those = due.slice(start, start + size)
      const fold = (row: PersonRow): Promise<PersonFold | undefined> => this.#foldIfPossible(project, row)
      const later = those.flatMap(({ kind, id }) => (kind === 'later' ? [id] : []))
      const reckoned = await reckonLater(this.#options.people, { project, ids: later, config, now: this.#options.live!.now(), fold })
      const people = new Set([...later, ...those.flatMap(({ kind, id }) => (kind === 'person' ? [id] : []))])
      const accounts = those.filter(({ kind }) => kind === 'account')
      const model = await this.#keeper.again(project, config, [...[...people].map((id) => ({ kind: 'person' as const, id })), ...accounts], fold)
      if (await this.#write({ ...NOTHING, ...reckoned, model: [...model, ...reckoned.model] }, this.#position ?? 0)) start += size
      // a shorter look comes to its end between two steps of a process that is always faster
      else size = Math.ceil(size / 2)
    }
  }

  /** @returns false where nothing was written, as another process was faster. */
  async #write(change: Change, to: number): Promise<boolean> {
    const from = this.#position ?? 0
    try {
      if (await this.#options.people.apply({ ...change, from, to })) {
        this.#position = to
        return true
      }
    } catch (error) {
      this.#forget()
      throw error
    }
    await this.#join()
    return false
  }

  /** Goes on from where the stored people are: another process may have been faster. */
  async #join(): Promise<void> {
    const position = await this.#options.people.position()
    if (position === this.#position) return
    // kept folds miss what the other has taken
    if (this.#position !== undefined) {
      this.#forget()
      this.#bases.clear()
    }
    this.#position = position
  }

  async #toChange(events: readonly StoredEvent[], upTo: number): Promise<Change> {
    const byProject = Map.groupBy(events, ({ project }) => project)
    const parts: Change[] = []
    for (const [project, own] of byProject) parts.push(await this.#toProjectChange(project, own, { config: await this.#usableConfig(project), upTo }))
    return {
      links: parts.flatMap(({ links }) => links),
      people: parts.flatMap(({ people }) => people),
      merged: parts.flatMap(({ merged }) => merged),
      accounts: parts.flatMap(({ accounts }) => accounts),
      milestones: parts.flatMap(({ milestones }) => milestones),
      bases: parts.flatMap(({ bases = [] }) => bases),
      model: parts.flatMap(({ model = [] }) => model),
    }
  }

  /**
   * The config of a project whose events go by; `undefined` where it cannot be compiled. The people of that project go on
   * without milestones, and everybody's are reckoned anew by the next config that can; other projects do not notice.
   */
  async #usableConfig(project: string): Promise<LiveConfig | undefined> {
    try {
      const config = await this.#options.configs.of(project)
      this.#unusable.delete(project)
      return config
    } catch (error) {
      // kept folds miss these events
      this.#forget()
      if (this.#unusable.has(project)) return undefined
      this.#bases.delete(project)
      await this.#options.people.setMilestoneBasis(project, '')
      this.#unusable.add(project)
      this.#options.logger.error({ event: 'config unusable', project, error: describeError(error) })
      return undefined
    }
  }

  async #fold(project: string, person: string, row?: PersonRow): Promise<PersonFold> {
    const { people, configs } = this.#options
    const config = await configs.of(project)
    const accountId = (row ?? (await people.people(project, [person]))[0])?.account ?? undefined
    const account = await this.#account(project, accountId, config)
    // one that is kept has no need to know under which ids its events are
    const ids = this.#folds.kept(project, person, config) ? { userId: person, anonymousIds: [] } : await toPersonIds(people, project, person)
    return this.#folds.load(project, person, {
      config,
      ids,
      upTo: this.#position ?? 0,
      account,
      loadAccount: (id) => this.#accounts.load(project, id, { config, upTo: this.#position ?? 0 }),
    })
  }

  /** @returns `undefined` for somebody who cannot be folded. */
  #foldIfPossible(project: string, row: PersonRow): Promise<PersonFold | undefined> {
    const { live, logger } = this.#options
    this.#folds.settle(project, row.id)
    return unlessBroken(logger, project, row.id, async () => {
      const fold = await this.#fold(project, row.id, row)
      // time passes too
      if (live) fold.pathAt(live.now())
      return fold
    })
  }

  async #account(project: string, id: string | undefined, config: LiveConfig): Promise<AccountFacts & { view?: AccountFold | undefined }> {
    if (id === undefined) return { traits: {} }
    const [row] = await this.#options.people.accounts(project, [id])
    const view = config.accountScope.asked ? await this.#accounts.load(project, id, { config, upTo: this.#position ?? 0 }) : undefined
    return { id, traits: row?.traits ?? {}, view }
  }

  /** Reckons every person's milestones anew where their definitions changed; after a crash it begins again. */
  async #followDefinitions(project: string): Promise<void> {
    const { people, configs } = this.#options
    const config = await configs.of(project)
    if (this.#bases.get(project) === config) return
    if ((await people.milestoneBasis(project)) === config.milestoneBasis) {
      this.#bases.set(project, config)
      return
    }
    const write = (milestones: Change['milestones'], ofEverybody: boolean): Promise<boolean> =>
      this.#write({ ...NOTHING, milestones, bases: [{ project, basis: config.milestoneBasis, ofEverybody }] }, this.#position ?? 0)
    const done = await reckonEverybody(people, project, config, {
      fold: (row) => this.#foldIfPossible(project, row),
      write: (milestones) => write(milestones, false),
      forget: () => this.#forget(),
    })
    // else left to whoever asks next: the basis is not stored, so it begins again
    if (done) await write([], true)
  }

  #forget(): void {
    this.#folds.clear()
    this.#accounts.clear()
  }
}
