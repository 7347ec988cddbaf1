// Owns asking the collector for the bundle and for what it knows of the person, until it has answered. It must not know
// what either is used for.
import type { Bundle, PersonState } from '@foothold/protocol'
import type { Answer } from '../transport/transport.ts'
import type { GuidanceWorld } from './guidance.ts'

export interface Loader {
  /** Asks for the published bundle, and never rejects; an answer in a language that is not the page's any more is nobody's. @param before - is waited for before the answer counts. */
  loadBundle(before: Promise<unknown>): Promise<void> | undefined
  /** Asks for the state of the person, and never rejects; an answer about somebody else, or another account, is nobody's. */
  loadState(): Promise<void> | undefined
  /** Gives up whatever is on its way. */
  stop(): void
}

const HOUR_MS = 3_600_000
const MAX_WAIT_MS = 300_000
const FIRST_WAIT_MS = 2_000

export function createLoader(
  { platform, report, guard, ask, question, language }: Pick<GuidanceWorld, 'platform' | 'report' | 'guard' | 'ask' | 'question' | 'language'>,
  useBundle: (bundle: Bundle) => unknown,
  useState: (state: PersonState) => void,
): Loader {
  /** What cancels each attempt that waits; another set after `stop`. */
  let waiting = new Set<() => void>()
  let told: string | undefined

  /** Asks until `take` has taken the answer, or nobody wants to know any more. */
  const insist: (request: () => Promise<Answer>, take: (answer: Answer) => unknown, failures?: number) => Promise<void> | undefined = guard(
    async (request, take, failures = 0) => {
      const mine = waiting
      const answer = await request()
      if (mine !== waiting || take(answer)) return
      const { status, body, retryAfterMs } = answer
      const refused = [401, 403, 404].includes(status)
      // a portal or a moment without network is no news yet
      const news = refused || (failures && (!status || status === 200))
      const code = body?.['code'] === 'key_unknown' ? 'key_unknown' : status ? 'endpoint_invalid' : 'endpoint_unreachable'
      if (news && told !== code) report((told = code), `The collector's answer: ${(body?.['detail'] as string) || status || 'none'}`)
      const wait = refused ? HOUR_MS : Math.max(retryAfterMs, Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** failures))
      mine.add(platform.later(wait, () => void insist(request, take, failures + 1)))
    },
  )

  return {
    loadBundle(before) {
      const asked = language()
      return insist(
        async () => {
          const answer = ask()
          await before
          return answer
        },
        ({ status, body }) => asked !== language() || (status === 200 && Array.isArray(body?.['guides']) && (useBundle(body as unknown as Bundle), true)),
      )
    },
    loadState() {
      const asked = question()
      return insist(
        () => ask(asked),
        ({ status, body }) =>
          asked !== question() || (status === 200 && typeof body?.['tallies'] === 'object' && (useState(body as unknown as PersonState), true)),
      )
    },
    stop() {
      for (const cancel of waiting) cancel()
      waiting = new Set()
    },
  }
}
