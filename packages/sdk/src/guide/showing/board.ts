// Owns what a leaderboard says: standings as the collector reckons them, the streak, the badges. It must not know where it stands
// on the page or how it is drawn.
import { GUIDE_EVENTS, type StandingsAnswer, type Tally } from '@foothold/protocol'
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
  /** Of the own tally when the answer came: what was counted since is on top of it. */
  let counted = 0
  /** The own value as it was shown last. */
  let own = 0
  let state: BoardView['state'] = 'loading'
  let askedAt = -Infinity
  let stopped = false
  let cancel: (() => void) | undefined

  const isOut = (): boolean => person.progress(key)?.out?.is === true

  const tallied = (): Tally | null => (standings?.tally === undefined ? null : decisions.context(key).tally(standings.tally))

  /** The standings with what the person has just done, which the collector says within a minute. */
  function rowsNow(): StandingsAnswer['rows'] {
    const tally = tallied()
    const rows = (answer?.rows ?? []).map((row) => {
      if (!row.you) return row
      const value = row.value + (tally?.count ?? 0) - counted
      own = platform.now() - (tally?.last ?? 0) < 2 * FRESH_MS ? Math.max(value, own) : value
      return { ...row, value: own }
    })
    const ahead = ({ value }: { value: number }): number => rows.filter((other) => other.value > value).length
    return (
      rows
        // of those between the last that is shown and the own row nobody knows
        .map((row) => ({ ...row, rank: row.you && ahead(row) === rows.length - 1 ? row.rank : ahead(row) + 1 }))
        .sort((a, b) => b.value - a.value)
    )
  }

  const ask = callback(async () => {
    askedAt = platform.now()
    const question = JSON.stringify({ ...(JSON.parse(stage.question()) as object), guide: key })
    const { status, body } = await platform.transport.post('/v1/standings', question)
    if (stopped) return
    if (status === 200 && Array.isArray(body?.['rows'])) {
      answer = body as unknown as StandingsAnswer
      counted = tallied()?.count ?? 0
      state = 'ready'
    } else if (state === 'loading') state = 'failed'
    changed()
  })

  const leave = (out: boolean) => (): void => {
    const old = person.progress(key) ?? { seen: 0, state: 'unseen' as const }
    person.setProgress(key, { ...old, out: { is: out, at: platform.now() } })
    stage.track(GUIDE_EVENTS.standingsLeft, { guide: key, kind: guide.kind, version: decisions.version, out })
    // the collector has to hear of it first
    if (!out) cancel = platform.later(2_000, ask)
    changed()
  }

  return {
    view(context) {
      const out = isOut()
      if (standings && !out && platform.now() - askedAt > FRESH_MS) ask()
      const { streak, badges = [] } = guide
      return {
        state: !standings ? 'none' : out ? 'out' : state,
        rows: out ? [] : rowsNow().map(({ name, you, ...row }) => ({ ...row, you, name: you ? words.you : (name ?? words.colleague) })),
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
