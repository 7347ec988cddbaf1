// Owns sessions: thirty minutes without an event end one. Shared by the tabs of a browser.
import { timeOf, type Platform } from '../platform.ts'

const GAP_MS = 30 * 60_000
/** The time of the last event is written no oftener than this: a write at each event would cost more than it tells. */
const WRITE_MS = 10_000

export interface Session {
  /** Id of the session that an event at `now` belongs to. @returns also whether it has just begun. */
  at(now: number): { id: string; started: boolean }
  /** Ends it: the next event begins another. @param elsewhere - another tab has done so already, and may have begun the next. */
  end(elsewhere?: boolean): void
}

/** When the session that goes on now began, epoch ms; `undefined` where none does. */
export function sessionStart({ local, now }: Pick<Platform, 'local' | 'now'>): number | undefined {
  const [id, last] = (local.read('session') ?? '').split(' ')
  return id && now() - Number(last) < GAP_MS ? Math.floor(timeOf(id)) : undefined
}

export function createSession(platform: Pick<Platform, 'local' | 'createId'>): Session {
  let id = ''
  let last = 0
  let written = 0
  const read = (): void => {
    const [storedId, storedLast] = (platform.local.read('session') ?? '').split(' ')
    if (storedId && Number(storedLast) > last) [id, last] = [storedId, Number(storedLast)]
  }
  /** Also where the clock was ahead when it began, and has been set right. */
  const over = (now: number): boolean => Math.abs(now - last) >= GAP_MS
  const write = (): void => platform.local.write('session', `${id} ${(written = last)}`)
  return {
    at(now) {
      // another tab may have gone on with the session while this one slept
      if (over(now)) read()
      const started = id === '' || over(now)
      if (started) id = platform.createId(now)
      last = now
      if (started || now - written >= WRITE_MS) write()
      return { id, started }
    },
    end(elsewhere) {
      id = ''
      last = 0
      if (!elsewhere) platform.local.write('session', '')
    },
  }
}
