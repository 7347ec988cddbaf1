// Owns the life of the projection in its thread: opened once, brought up to the log by one at a time, made anew where it is
// damaged, closed after the step that runs. It must not know questions, or who waits.
import type { EventLog } from '../event-log.ts'
import type { Report } from './message.ts'
import { openProjectionFile, removeProjectionFile, type ProjectionFile } from './projection-file.ts'
import { draining } from './refusal.ts'
import { createTakingIn, type LinkSeed, type TakingIn } from './take-in.ts'

/** What it works on. */
export interface CatchingUpOptions {
  /** Of the projection. */
  path: string
  log: Pick<EventLog, 'read' | 'firstPosition' | 'lastPosition'>
  /** Reads links behind one; none where there are no more. */
  linksAfter(after: LinkSeed | undefined): Promise<readonly LinkSeed[]>
  report(message: Report): void
}

/** The projection, always on its way to the end of the log. */
export interface CatchingUp {
  /** Opens it where it is not; whoever comes meanwhile waits for the same. */
  open(): Promise<ProjectionFile>
  /** Takes in everything up to a position of the log; whoever comes meanwhile waits for the same. @throws {CollectorError} `draining` */
  catchUp(end: number): Promise<void>
  /** Takes in a step, or waits for who is at it. @returns events that are left. */
  step(): Promise<number>
  /** Deletes what the log has deleted. */
  forgetDeleted(): Promise<void>
  /** Removes the file; the next who asks begins anew. */
  makeAnew(reason: string): Promise<void>
  /** Position that it has come to. */
  readonly position: number
  /** From now on nothing is begun; what runs ends after its step. */
  end(): void
  /** Resolves when nothing runs and the file is closed. */
  close(): Promise<void>
}

interface Opened {
  file: ProjectionFile
  takingIn: TakingIn
}

/** Events behind from which on it is told how far it is. */
const TOLD = 100_000

export function createCatchingUp({ path, log, linksAfter, report }: CatchingUpOptions): CatchingUp {
  let opened: Opened | undefined
  let opening: Promise<Opened> | undefined
  let following: Promise<void> | undefined
  let anew: Promise<void> | undefined
  let halted = false
  let ended = false
  /** First position of the log when it was last looked at what it has deleted. */
  let first = 0

  const addKnownLinks = async (takingIn: TakingIn): Promise<void> => {
    for (let after: LinkSeed | undefined; ;) {
      const links = await linksAfter(after)
      if (ended) throw draining()
      if (!links.length) return
      await takingIn.addLinks(links)
      after = links.at(-1)
    }
  }
  const openNow = async (): Promise<Opened> => {
    const file = await openProjectionFile(path, log)
    try {
      const takingIn = createTakingIn(file, log)
      // a new one begins with the links that are known
      if (file.position === 0) await addKnownLinks(takingIn)
      first = 0
      return (opened = { file, takingIn })
    } catch (error) {
      file.close()
      throw error
    }
  }
  const ensureOpen = async (): Promise<Opened> => opened ?? (opening ??= openNow().finally(() => (opening = undefined)))

  /** @returns false where there was nothing more up to `end`: positions have gaps, and the last events may be gone meanwhile. */
  const advance = async ({ file, takingIn }: Opened, end: number): Promise<boolean> => {
    if (await takingIn.step()) return true
    file.position = Math.max(file.position, end)
    return false
  }
  const follow = async (end: number): Promise<void> => {
    const one = await ensureOpen()
    const { file } = one
    const from = file.position
    const begun = performance.now()
    while (file.position < end && !halted && !ended && (await advance(one, end))) {
      if (end - from < TOLD) continue
      const eventsPerSecond = Math.round(((file.position - from) * 1000) / (performance.now() - begun))
      report({ type: 'progress', progress: { position: file.position, end, eventsPerSecond } })
    }
  }
  const alone = (work: () => Promise<void>): Promise<void> => (following ??= work().finally(() => (following = undefined)))

  /** Resolves when nobody is at it any more, after a step at most. */
  const halt = async (): Promise<void> => {
    halted = true
    await following?.catch(() => {})
    await opening?.catch(() => {})
    halted = false
  }
  const closeFile = (): void => {
    opened?.file.close()
    opened = undefined
  }

  return {
    open: async () => (await ensureOpen()).file,
    async catchUp(end) {
      while ((opened?.file.position ?? -1) < end || anew) {
        if (ended) throw draining()
        if (anew) await anew
        else await alone(() => follow(end))
      }
    },
    async step() {
      const one = await ensureOpen()
      const last = await log.lastPosition()
      await alone(async () => void (await advance(one, last)))
      return (await log.lastPosition()) - one.file.position
    },
    async forgetDeleted() {
      const { takingIn } = await ensureOpen()
      const now = await log.firstPosition()
      if (now === first) return
      await takingIn.deleteBefore(now)
      first = now
    },
    makeAnew: (reason) =>
      (anew ??= (async () => {
        await halt()
        closeFile()
        removeProjectionFile(path)
        report({ type: 'anew', reason })
      })().finally(() => (anew = undefined))),
    get position() {
      return opened?.file.position ?? 0
    },
    end: () => void (ended = true),
    async close() {
      ended = true
      await halt()
      closeFile()
    },
  }
}
