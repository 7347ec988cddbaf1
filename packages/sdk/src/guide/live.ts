// Owns the stream on which the collector tells what it knows of the person, whenever that changes. Loaded where a page asks for
// it. It must not know what is made of the news.
import type { PersonState } from '@foothold/protocol'
import type { GuidanceWorld } from './guidance.ts'
import type { Loader } from './loader.ts'

export interface Live {
  /** Somebody else may be here, or in another account. */
  turn(): void
  stop(): void
}

/** What the lazily loaded part exports. */
export interface LiveModule {
  /**
   * @param useState - hears of the state of who is here now.
   * @param version - name of the bundle that is used, and its language.
   */
  createLive(
    world: Pick<GuidanceWorld, 'platform' | 'guard' | 'question'>,
    loader: Pick<Loader, 'loadBundle' | 'loadState'>,
    useState: (state: PersonState) => void,
    version: () => string,
  ): Live
}

const HOUR_MS = 3_600_000
const MAX_WAIT_MS = 300_000
const FIRST_WAIT_MS = 1_000
/** The collector says something every 15 s; a connection that says nothing for so long is dead. */
const SILENT_MS = 40_000

/** Keeps a stream open while the page can be seen: one of several tabs has it, the others hear from it that there is news. */
export const createLive: LiveModule['createLive'] = ({ platform, guard, question }, loader, useState, version) => {
  const { window, document, transport, later, local } = platform
  const { locks } = window.navigator
  let asked = ''
  let failures = 0
  let control = new AbortController()

  const lookForBundle = (): unknown => loader.loadBundle(Promise.resolve())
  const take = guard((state: PersonState) => {
    useState(state)
    if (!version().startsWith(`${state.version} `)) void lookForBundle()
  })
  const lookAgain = guard(() => {
    void lookForBundle()
    void loader.loadState()
  })

  /** Reads until the stream ends. @returns ms until it may be tried again. */
  async function listen(signal: AbortSignal): Promise<number> {
    const attempt = new AbortController()
    let reader: ReadableStreamDefaultReader<string> | false | undefined
    const give = (): void => {
      attempt.abort()
      if (reader) reader.cancel().catch(() => {})
    }
    // a host that has put its own fetch in the place of the browser's may forget the signal
    const given = new Promise<never>((_, reject) => attempt.signal.addEventListener('abort', reject))
    given.catch(() => {})
    signal.addEventListener('abort', give)
    let cancel = later(SILENT_MS, give)
    const mine = (asked = question())
    let floor = 0
    try {
      const { ok, status, body, headers } = await Promise.race([transport.open('/v1/stream', mine, attempt.signal), given])
      floor = [401, 403, 404].includes(status) ? HOUR_MS : Number(headers.get('retry-after')) * 1000 || 0
      reader = ok && body?.pipeThrough(new TextDecoderStream()).getReader()
      for (let text = ''; reader;) {
        const { done, value } = await reader.read()
        if (done || signal.aborted) break
        cancel()
        cancel = later(SILENT_MS, give)
        failures = 0
        const messages = (text + value).split('\n\n')
        text = messages.pop()!
        for (const message of messages) {
          const [, data] = /^event: state\ndata: (.*)/m.exec(message) ?? []
          // an answer about somebody else is nobody's
          if (!data || mine !== question()) continue
          take(JSON.parse(data) as PersonState)
          local.write('live', String(platform.wall()))
        }
      }
    } catch {
      // no network, or a collector that ends
    }
    cancel()
    signal.removeEventListener('abort', give)
    give()
    // what this page has ended itself is no failure
    return signal.aborted ? 0 : Math.max(floor, platform.random() * Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** failures++))
  }
  async function keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = await listen(signal)
      // it is told of its end once: whoever waits for it afterwards keeps the lock from the other tabs
      if (signal.aborted) return
      await new Promise<void>((resolve) => {
        const go = (): void => {
          cancel()
          signal.removeEventListener('abort', go)
          resolve()
        }
        const cancel = later(wait, go)
        signal.addEventListener('abort', go)
      })
    }
  }
  const end = (): void => control.abort()
  const begin = guard(() => {
    end()
    if (document.visibilityState === 'hidden') return
    const { signal } = (control = new AbortController())
    const name = `foothold.live.${JSON.parse(question()).writeKey}`
    void (locks ? locks.request(name, { signal }, () => keep(signal)) : keep(signal)).catch(() => {})
  })
  const turn = (): void => void (asked !== question() && begin())
  const other = platform.onOther('live', lookAgain)
  document.addEventListener('visibilitychange', begin)
  window.addEventListener('online', begin)
  begin()
  return {
    turn,
    stop() {
      end()
      other()
      document.removeEventListener('visibilitychange', begin)
      window.removeEventListener('online', begin)
    },
  }
}
