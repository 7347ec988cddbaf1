// Views for tests of the drawing part: what a showing would hand over, with a record of what the person did.
import { WORDS, type Words } from '@foothold/protocol'
import { moreWords } from '../guide/more-words.ts'
import type {
  AnnouncementView,
  BoardView,
  ButtonView,
  CelebrationView,
  ChecklistView,
  EmptyStateView,
  EntryView,
  HintView,
  LeaderboardView,
  QuestionView,
  ResourceCenterView,
  StepView,
  SurveyView,
  TaskView,
} from '../guide/view.ts'

const ALL_WORDS = moreWords(WORDS)

const common = (
  calls: string[],
): { words: Words; part: string; title: string; body: string; buttons: ButtonView[]; seen: () => void; dismiss: () => void } => ({
  words: WORDS,
  part: 'a',
  title: 'A title',
  body: 'Some **body**',
  buttons: [{ label: 'Next', look: 'primary', act: () => void calls.push('Next') }],
  seen: () => void calls.push('seen'),
  dismiss: () => void calls.push('dismiss'),
})

export const stepView = (target: Element | undefined, more: Partial<StepView> = {}, calls: string[] = []): StepView => ({
  kind: 'tour',
  ...common(calls),
  target,
  placement: 'bottom',
  number: 1,
  of: 2,
  block: false,
  ...more,
})
export const hintView = (target: Element, more: Partial<HintView> = {}, calls: string[] = []): HintView => ({
  kind: 'hint',
  ...common(calls),
  target,
  placement: undefined,
  closed: false,
  open: () => void calls.push('open'),
  ...more,
})
export const emptyStateView = (slot: Element, calls: string[] = []): EmptyStateView => ({ kind: 'empty-state', ...common(calls), slot })
export const celebrationView = (calls: string[] = []): CelebrationView => ({ kind: 'celebration', ...common(calls), confetti: true })
export const taskView = (key: string, more: Partial<TaskView> = {}): TaskView => ({
  key,
  title: `Task ${key}`,
  body: 'How',
  done: false,
  locked: false,
  buttons: [{ label: `Do ${key}`, look: 'primary', act: () => {} }],
  ...more,
})
export const checklistView = (tasks: TaskView[], more: Partial<ChecklistView> = {}, calls: string[] = []): ChecklistView => ({
  kind: 'checklist',
  ...common(calls),
  tasks,
  collapsed: false,
  toggle: () => void calls.push('toggle'),
  ...more,
})

export const announcementView = (form: AnnouncementView['form'], more: Partial<AnnouncementView> = {}, calls: string[] = []): AnnouncementView => ({
  kind: 'announcement',
  ...common(calls),
  form,
  corner: 'bottom-end',
  edge: form === 'banner' ? 'top' : undefined,
  beside: undefined,
  sticky: false,
  media: '',
  ...more,
})
export const questionView = (more: Partial<QuestionView> = {}): QuestionView => ({
  ask: 'nps',
  look: 'numbers',
  low: 'Not at all',
  high: 'Very',
  choices: Array.from({ length: 11 }, (_, value) => ({ value, label: String(value), chosen: value === 7 })),
  words: undefined,
  placeholder: '',
  length: 200,
  required: true,
  unanswered: false,
  choose: () => {},
  write: () => {},
  submit: () => {},
  ...more,
})
export const surveyView = (question: QuestionView | undefined, more: Partial<SurveyView> = {}, calls: string[] = []): SurveyView => ({
  kind: 'survey',
  ...common(calls),
  words: ALL_WORDS,
  form: 'slide-out',
  corner: 'bottom-end',
  question,
  number: 2,
  of: 3,
  ...more,
})
export const entryView = (key: string, more: Partial<EntryView> = {}): EntryView => ({
  key,
  title: `Entry ${key}`,
  body: 'What it is',
  sort: 'guide',
  address: undefined,
  acts: true,
  fresh: false,
  day: undefined,
  session: undefined,
  film: undefined,
  follow: () => {},
  ...more,
})
export const boardView = (more: Partial<BoardView> = {}): BoardView => ({
  state: 'ready',
  rows: [
    { rank: 1, value: 12, name: 'A colleague', you: false },
    { rank: 2, value: 3, name: 'You', you: true },
    { rank: 3, value: 0, name: 'A colleague', you: false },
  ],
  leave: () => {},
  join: () => {},
  streak: { count: 4, every: 'week' },
  badges: [
    { key: 'a', name: 'Captain', body: 'Sail once', icon: '⚓', at: new Date('2026-05-04') },
    { key: 'b', name: 'Explorer', body: '', icon: 'E', at: undefined },
  ],
  ...more,
})
export const resourceCenterView = (more: Partial<ResourceCenterView> = {}, calls: string[] = []): ResourceCenterView => ({
  kind: 'resource-center',
  ...common(calls),
  words: ALL_WORDS,
  buttons: [],
  slot: undefined,
  launcher: { label: 'Help', corner: 'bottom-end' },
  open: true,
  toggle: () => void calls.push('toggle'),
  unread: 2,
  query: '',
  search: () => {},
  sections: [
    {
      key: 'learn',
      title: 'Learn',
      entries: [
        entryView('a'),
        entryView('b', { sort: 'link', address: 'https://example.com/docs' }),
        entryView('c', { sort: 'link', address: '/here' }),
        entryView('d', { sort: 'video', film: '![A film](/none.mp4)' }),
        entryView('e', {
          sort: 'session',
          address: 'https://example.com/live',
          session: { from: new Date('2026-05-04T09:00Z'), until: new Date('2026-05-04T10:00Z'), live: true },
        }),
      ],
    },
    { key: 'news', title: "What's new", entries: [entryView('n', { sort: 'news', acts: false, fresh: true, day: new Date('2026-05-04') })] },
    { key: 'crew', title: 'Crew', entries: [], board: boardView() },
  ],
  ...more,
})
export const leaderboardView = (slot: Element, more: Partial<LeaderboardView> = {}): LeaderboardView => ({
  kind: 'leaderboard',
  ...common([]),
  words: ALL_WORDS,
  buttons: [],
  slot,
  board: boardView(),
  ...more,
})

/** The host elements of ours on the page. */
export const hosts = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-foothold]')]
/** Finds inside the one host. */
export const inside = <T extends HTMLElement = HTMLElement>(selector: string): T => {
  const found = hosts()[0]?.shadowRoot?.querySelector<T>(selector)
  if (!found) throw new Error(`Nothing drawn matches ${selector}`)
  return found
}
export const press = (key: string, on: EventTarget = document.activeElement ?? document.body): boolean =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }))
