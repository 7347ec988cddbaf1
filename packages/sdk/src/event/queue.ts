// Owns the way of an event from `track()` to the collector: written down first, sent in batches, deleted when acknowledged.
import { LIMITS } from '@foothold/protocol'
import type { Report } from '../error.ts'
import { timeOf, type Platform } from '../platform.ts'
import { encodeBatch, takeBatch, type Waiting } from './batch.ts'
import { createDeadLetters, type DeadLetter, type OnDrop } from './dead-letter.ts'
import { createLead, LEAD_MS } from './lead.ts'
import { toVerdict } from './retry.ts'
import { createSpill } from './spill.ts'

const FLUSH_MS = 3_000
/** Where there are no locks: time for two tabs that begin at once to see each other. */
const CLAIM_MS = 100
/** So much JSON is written before the whole store is measured again. */
const MEASURE_LENGTH = 50_000
/** What is left of the limits of the store when it is measured, so that they hold in between too. */
const FULL_RATIO = 0.98
/** More than the end of a page can send. */
const MIRROR_EVENTS = 500

export interface Queue {
  /** Keeps an event; resolves when it is on disk and would survive a crash of the tab. Never rejects. @param toJson - is called after the turn, or at its end. */
  add(id: string, toJson: () => string): Promise<void>
  /** Sends what waits, as far as the collector takes it now. Never rejects. */
  flush(): Promise<void>
  /** Sends off within this turn what this page has written and nobody has sent; for a page that is hidden, or is `ending`. */
  depart(ending: boolean): void
  /** The network has come back: waits that the collector has not asked for are over. Where there were none, everything keeps its time. */
  online(): Promise<void>
  deadLetters(): Promise<DeadLetter[]>
  dispose(): void
  /** Ends it, and what this page has not written yet or is asking about goes nowhere. @returns resolves when nothing more is written. */
  clear(): Promise<void>
}

export interface QueueOptions {
  /** The write key. Of all tabs with the same one, one sends at a time. */
  key: string
  report: Report
  onDrop?: OnDrop | undefined
  /** Tracks an event of the queue's own. */
  track(event: string, properties?: Record<string, unknown>): void
}

export function createQueue(platform: Platform, { key, report, onDrop, track }: QueueOptions): Queue {
  const lead = createLead(platform)
  const dead = createDeadLetters(platform, report, onDrop, track)
  /** The newest of what this page wrote and nobody has sent: the end of the page cannot ask the disk. */
  let unsent: Waiting[] = []
  /** What has come in this turn. */
  let fresh: [id: string, toJson: () => string][] = []
  let unwritten: Waiting[] = []
  /** What is on its way to the disk, or was refused by it; that is in memory, and written with the next. */
  let landing: readonly Waiting[] = []
  let writing: Promise<void> | undefined
  let committed: Promise<unknown> | undefined
  /** How much JSON may be written before the store is measured. */
  let room = 0
  /** So many have come since it was sent last. */
  let news = 0
  /** What the collector, or a proxy before it, has not found too large. */
  let most: number = LIMITS.batchEvents
  let batchEvents = most
  /** One of so many, the oldest, is bad. */
  let suspects = 0
  /** Ids of events that were refused when they were alone, by somebody who may refuse everything. */
  const aside = new Set<string>()
  /** Another event has been taken since somebody was refused: who is refused now is to blame. */
  let proven = false
  /** The last batch has to be sent in another way. */
  let again = false
  let cancelTimer: (() => void) | undefined
  let flushing: Promise<void> | undefined
  let next: Promise<void> | undefined
  let departing: Promise<void> | undefined
  let unlock: (() => void) | undefined
  let disposed = false
  let cleared = false
  let ended = false

  /** What fails inside must neither stop the queue nor reach the page. */
  const failed = (cause: unknown): void => {
    report('internal', 'Queue.', cause)
    schedule(LEAD_MS)
  }

  /** Writes out what has come. */
  function collect(): void {
    for (const [id, toJson] of fresh.splice(0)) {
      try {
        const one = [id, toJson()] as const
        unwritten.push(one)
        if (unsent.push(one) > MIRROR_EVENTS) unsent.shift()
      } catch (cause) {
        // the host may have put something else in the place of JSON: this one is lost, the others are not
        dead.miss('event_unserializable', cause)
      }
    }
  }

  async function write(): Promise<void> {
    // all events of one turn share one transaction, and so do those that come while the disk is busy: transactions cost the most
    await committed
    collect()
    const entries = unwritten
    landing = [...landing, ...entries]
    unwritten = []
    writing = undefined
    const commit = platform.queue.set(entries)
    committed = commit
    if (await commit) landing = []
    rely()
    for (const [, json] of entries) room -= json.length
    if (room < 0) void trim()
  }

  /** Forgets what was kept beside the disk, where the disk has it all. */
  function rely(): void {
    if (!landing[0] && !unwritten[0]) spill.settle()
  }

  async function forget(ids: readonly string[]): Promise<void> {
    await platform.queue.delete([...ids])
    landing = landing.filter(([id]) => !ids.includes(id))
    rely()
  }

  /** Drops the oldest of what is too much. @returns all that was there. */
  async function trim(): Promise<readonly Waiting[]> {
    room = MEASURE_LENGTH
    let length = 0
    const all = await platform.queue.first<string>(1e9)
    const over = all.findLastIndex(
      ([, json], i) => all.length - i > LIMITS.storeEvents * FULL_RATIO || (length += json.length) > LIMITS.storeBytes * FULL_RATIO,
    )
    if (over >= 0) await drop('store_full', all.slice(0, over + 1))
    return all
  }

  async function drop(code: string, events: readonly Waiting[]): Promise<void> {
    await dead.add(code, events)
    dead.tell()
    await forget(events.map(([id]) => id))
  }

  function settle(isGone: (id: string) => unknown): void {
    unsent = unsent.filter(([id]) => !isGone(id))
  }

  function schedule(ms: number): void {
    if (!disposed)
      cancelTimer ??= platform.later(ms, () => {
        cancelTimer = undefined
        void flush()
      })
  }

  function unschedule(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  function rest(ms: number, attempt: number, asked?: boolean): false {
    lead.free(ms, attempt, asked)
    schedule(ms)
    return false
  }

  /** @param ending - sends it within this turn. @returns whether to go on with the next batch. */
  async function send(batch: readonly Waiting[], ending?: boolean): Promise<boolean> {
    if (disposed) return false
    const ids = batch.map(([id]) => id)
    const { attempt } = lead.look()
    // the same events are sent again under the same name
    const batchId = [ids[0], ids.at(-1), ids.length].join('.')
    const json = encodeBatch(batch, { writeKey: key, batchId, sentAt: new Date(platform.now()).toISOString(), attempt })
    const before = departing
    const body = ending ? json : await platform.transport.pack(json)
    if (disposed) return false
    // the page was hidden meanwhile, and has sent of these what it could
    if (!ending && departing !== before) return (again = true)
    // the end of this page sends none of what others have written
    if (ending) lead.take(attempt)
    else lead.take(attempt, ids[0], ids.at(-1))
    const sent = new Set(ids)
    settle((id) => sent.has(id))
    const answer = await platform.transport.post('/v1/batch', body)
    if (cleared) return false
    const { waitMs, asked, halve, doubt, keep, rejected } = toVerdict(answer, { batchId, ids, attempt }, platform.random())
    const backOff = (): false => rest(FLUSH_MS * 2 ** Math.min(attempt, 7), attempt + 1)
    if (waitMs) return rest(waitMs, attempt + 1, asked)
    if (doubt && !(proven && (suspects || aside.has(ids[0]!)))) {
      proven = false
      again = true
      // where two are refused, one after the other, more will be
      if (aside.add(ids[0]!).size > 1) return backOff()
    } else if (halve) {
      proven &&= suspects > 0
      again = true
      batchEvents = Math.ceil(ids.length / 2)
      if (answer.status === 413) most = batchEvents
      else suspects = ids.length
    } else {
      suspects = Math.max(0, suspects - ids.length)
      most = Math.min(LIMITS.batchEvents, Math.ceil(most * 1.1))
      batchEvents = suspects ? Math.ceil(suspects / 2) : Math.min(most, batchEvents * 8)
      proven = answer.status === 200
      again ||= proven && aside.size > 0
      for (const id of ids) aside.delete(id)
      for (const { id, code } of rejected) {
        await dead.add(
          code,
          batch.filter(([one]) => one === id),
        )
      }
      await forget(ids.filter((id) => !keep.includes(id)))
      if (keep[0]) return backOff()
    }
    const { mine } = lead.look()
    if (mine && attempt) lead.take(0)
    return mine
  }

  async function sendNext(): Promise<boolean> {
    await departing
    await writing
    again = false
    news = 0
    // who was refused is asked about alone, once it is known that others are taken
    const size = proven && aside.size ? 1 : batchEvents
    const waiting = (await platform.queue.first<string>(size + aside.size)).filter(([id]) => proven || !aside.has(id)).slice(0, size)
    const tooOld = platform.now() - LIMITS.storeAgeMs
    // a clock alone is no reason to drop anything: the collector, if it answers, may still take it
    const old = lead.look().attempt ? waiting.filter(([id]) => timeOf(id) < tooOld) : []
    if (old[0]) await drop('event_too_old', old)
    const batch = takeBatch(waiting.slice(old.length), size, LIMITS.batchBytes)
    if (!batch[0]) return old.length > 0
    const more = await send(batch)
    // what has come since waits for its time
    return more && (again || old.length + batch.length < waiting.length || waiting.length === size)
  }

  async function drain(): Promise<void> {
    while (!disposed && (await sendNext()));
    dead.tell()
    leave()
  }

  /** Lets other tabs ask. */
  function leave(): void {
    const { mine, attempt } = lead.look()
    if (mine) lead.free(0, attempt)
  }

  async function claim(): Promise<void> {
    await writing
    // other tabs hear of every claim: none is made for nothing. The first look at the store is the one that measures it
    if (disposed || !(unsent[0] ?? (await (room > 0 ? platform.queue.first(1) : trim()))[0])) return
    const { patience, lapsed, attempt } = lead.look()
    if (patience) return schedule(patience)
    let work: Promise<void> | undefined
    try {
      // a frozen tab does not let go by itself
      await platform.window.navigator.locks.request(`foothold.${key}`, { steal: lapsed, ifAvailable: !lapsed }, (lock) => {
        // another tab may have been told to wait since
        if (!lock || lead.look().patience) return undefined
        work = drain()
        // not held by a page that ends: the browser could not keep it for the way back
        return Promise.race([work, new Promise<void>((resolve) => (unlock = resolve))])
      })
    } catch {
      // taken from this tab, or there are no locks (an insecure address, a sandboxed frame): then the last one to claim has it
      if (!work) {
        lead.take(attempt)
        await new Promise<void>((resolve) => platform.later(CLAIM_MS, resolve))
        if (lead.look().mine) work = drain()
      }
    }
    await (work ?? schedule(FLUSH_MS))
  }

  function flush(): Promise<void> {
    // what is under way may have read the disk before somebody wrote
    if (flushing) return (next ??= flushing.then(() => ((next = undefined), flush())))
    return (flushing = claim()
      .catch(failed)
      .finally(() => (flushing = undefined)))
  }

  async function sendOff(batch: readonly Waiting[]): Promise<void> {
    if (await send(batch, true)) schedule(FLUSH_MS)
    if (!flushing) leave()
  }

  const spill = createSpill(platform, ([id, json]) => fresh.push([id, () => json]))
  if (fresh[0]) {
    writing = write()
    schedule(FLUSH_MS)
  }

  const stop = lead.onOther((first = '', last = '') => {
    // on the disk, and being sent
    settle((id) => id >= first && id <= last)
    // should this be the last sign of life of that tab, its events are sent from here
    schedule(LEAD_MS)
  })

  function dispose(): void {
    disposed = true
    // another one on this page need not wait for an answer to this one
    unlock?.()
    stop()
    unschedule()
  }

  function depart(ending: boolean): void {
    ended = ending
    collect()
    // whoever is asking now sends ours too, and who must wait waits: they are on the disk
    const batch = lead.look().patience ? [] : takeBatch(unsent, most, platform.transport.spare())
    if (batch[0]) departing = sendOff(batch).catch(failed)
    // the browser breaks off what is on its way to the disk
    spill.keep([...landing, ...unwritten])
    if (!ending) return
    unlock?.()
    leave()
  }

  return {
    add(...one) {
      fresh.push(one)
      // what others track while the page is hidden may come after the last that we hear
      if (!fresh[1] && platform.document.visibilityState === 'hidden') queueMicrotask(() => depart(ended))
      writing ??= write()
      const full = ++news === LIMITS.batchEvents
      if (full) unschedule()
      schedule(full ? 0 : FLUSH_MS)
      return writing
    },
    flush,
    depart,
    async online() {
      const { silent, attempt } = lead.look()
      if (!silent || !attempt) return
      lead.free(0, attempt)
      unschedule()
      await flush()
    },
    deadLetters: dead.all,
    dispose,
    async clear() {
      dispose()
      cleared = true
      fresh = []
      unwritten = []
      await writing
      await committed
    },
  }
}
