// Owns what a leaderboard says: standings as the collector reckons them, the streak, the badges. It must not know where it stands
// on the page or how it is drawn.
import { GUIDE_EVENTS, type StandingsAnswer } from '@foothold/protocol'
import type { Context } from '@foothold/targeting'
import { moreWords } from '../more-words.ts'
import type { BoardView } from '../view.ts'
import type { GuideOf, Life } from './course.ts'
import { streakOf } from './streak.ts'

/** The collector keeps an answer as long. */
const FRESH_MS = 60_000

export interface Board {
  view(context: Context): BoardView
  stop(): void
}

/** @param life - of what it stands in, which is drawn again when an answer has come. */
export function createBoard({ stage, text, words: some, sync: changed }: Life, guide: GuideOf<'leaderboard'>): Board {
  const words = moreWords(some)
  const { platform, person, decisions, callback } = stage
  const { key, standings } = guide
  let answer: StandingsAnswer | undefined
  let state: BoardView['state'] = 'loading'
  let askedAt = -Infinity
  let stopped = false
  let cancel: (() => void) | undefined

  const isOut = (): boolean => person.progress(key)?.out?.is === true

  function ask(): void {
    askedAt = platform.now()
    const question = JSON.stringify({ ...(JSON.parse(stage.question()) as object), guide: key })
    void platform.transport.post('/v1/standings', question).then(({ status, body }) => {
      if (stopped) return
      if (status === 200 && Array.isArray(body?.['rows'])) {
        answer = body as unknown as StandingsAnswer
        state = 'ready'
      } else if (state === 'loading') state = 'failed'
      changed()
    })
  }

  const leave = (out: boolean) => (): void => {
    const old = person.progress(key) ?? { seen: 0, state: 'unseen' as const }
    person.setProgress(key, { ...old, out: { is: out, at: platform.now() } })
    stage.track(GUIDE_EVENTS.standingsLeft, { guide: key, kind: guide.kind, version: decisions.version, out })
    // the collector has to hear of it first
    if (!out) cancel = platform.later(2_000, callback(ask))
    changed()
  }

  return {
    view(context) {
      const out = isOut()
      if (standings && !out && platform.now() - askedAt > FRESH_MS) ask()
      const { streak, badges = [] } = guide
      return {
        state: !standings ? 'none' : out ? 'out' : state,
        rows: (out ? undefined : answer?.rows)?.map(({ name, you, ...row }) => ({ ...row, you, name: you ? words.you : (name ?? words.colleague) })) ?? [],
        leave: callback(leave(true)),
        join: callback(leave(false)),
        streak: streak && { count: streakOf(context.tally(streak.tally), streak.every, platform.now()), every: streak.every },
        badges: badges.map(({ key: badge, name, body, icon, milestone }) => {
          const at = context.reachedAt(milestone)
          return { key: badge, name: text(name), body: text(body), icon: icon ?? name.slice(0, 1), at: at === undefined ? undefined : new Date(at) }
        }),
      }
    },
    stop() {
      stopped = true
      cancel?.()
    },
  }
}
