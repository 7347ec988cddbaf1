// Owns the small words that mark a state. Colour never says it alone.
import type { GuideKind, Overview } from '@foothold/protocol'
import type { ComponentChildren, JSX } from 'preact'

/** Tone of a tag. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent'

/** Marks something with a word. */
export function Tag({ tone = 'plain', children, title }: { tone?: Tone; children: ComponentChildren; title?: string }): JSX.Element {
  return (
    <span class={`tag ${tone}`} title={title}>
      {children}
    </span>
  )
}

const KINDS: Record<GuideKind, string> = {
  tour: 'Tour',
  hint: 'Hint',
  'empty-state': 'Empty state',
  checklist: 'Checklist',
  celebration: 'Celebration',
  announcement: 'Announcement',
  survey: 'Survey',
  'resource-center': 'Resource center',
  leaderboard: 'Leaderboard',
}

/** Kinds of guides in the order of the filter. */
export const GUIDE_KINDS: GuideKind[] = Object.keys(KINDS) as GuideKind[]

/** Names a kind of guide; a kind that this console does not know yet is named by its key. */
export const kindName = (kind: string): string => KINDS[kind as GuideKind] ?? kind

const GOALS: Record<Overview['goals'][number]['status'], { tone: Tone; word: string }> = {
  achieved: { tone: 'good', word: 'Achieved' },
  'on-track': { tone: 'plain', word: 'On track' },
  behind: { tone: 'warn', word: 'Behind' },
  'too-early': { tone: 'plain', word: 'Too early to say' },
}

/** Marks where a goal stands. */
export function GoalTag({ status }: { status: Overview['goals'][number]['status'] }): JSX.Element {
  return <Tag tone={GOALS[status].tone}>{GOALS[status].word}</Tag>
}
