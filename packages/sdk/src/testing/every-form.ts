// Every kind of guide in every form, for tests that hold for all of them.
import type { QuestionView, View } from '../guide/view.ts'
import {
  announcementView,
  boardView,
  celebrationView,
  checklistView,
  emptyStateView,
  hintView,
  leaderboardView,
  questionView,
  resourceCenterView,
  stepView,
  surveyView,
  taskView,
} from './fake-view.ts'

/** Marks that ask what somebody sees: pictures, code, lists, links. */
const TEXT = 'Some **body** with `code` and a [link](/x).\n\n- one\n- two\n\n![A chart](/none.png)'
const buttons = (['primary', 'secondary', 'link'] as const).map((look) => ({ label: `A ${look} one`, look, act: (): void => {} }))
const full = <V extends View>(view: V): V => ({ ...view, body: TEXT, buttons })
const options = (ask: 'single' | 'multiple'): QuestionView =>
  questionView({
    ask,
    low: '',
    high: '',
    choices: ['one', 'two', 'other'].map((value) => ({ value, label: `Choice ${value}`, chosen: value === 'other' })),
    words: '',
    placeholder: 'In your words',
  })

/** Every kind in every form, with all that it can have. The page has `#target` and `main`. */
export const EVERY_FORM: Readonly<Record<string, () => View>> = {
  tour: () => full(stepView(target())),
  'tour without a target': () => full(stepView(undefined)),
  hint: () => full(hintView(target())),
  beacon: () => full(hintView(target(), { closed: true })),
  'empty state': () => full(emptyStateView(slot())),
  checklist: () => checklistView(TASKS),
  'folded checklist': () => checklistView(TASKS, { collapsed: true }),
  celebration: () => full({ ...celebrationView(), confetti: false }),
  modal: () => full(announcementView('modal', { media: '![A chart](/none.png)' })),
  'slide-out': () => full(announcementView('slide-out', { media: '![A film](/none.mp4)' })),
  'banner over the page': () => full(announcementView('banner')),
  'banner in the page': () => ({ ...full(announcementView('banner', { beside: { element: undefined, where: 'first' } })), body: 'Some **body**' }),
  scale: () => surveyView(questionView({ unanswered: true }), { body: TEXT }),
  stars: () =>
    surveyView(questionView({ ask: 'rating', look: 'stars', choices: [1, 2, 3, 4, 5].map((value) => ({ value, label: String(value), chosen: value === 3 })) })),
  choice: () => surveyView(options('single'), { form: 'modal' }),
  choices: () => surveyView(options('multiple')),
  'words of a survey': () => surveyView(questionView({ ask: 'text', choices: undefined, words: 'So far', low: '', high: '', placeholder: 'Tell us' })),
  thanks: () => surveyView(undefined),
  'resource center': () => resourceCenterView({ body: TEXT }),
  'launcher in the page': () => resourceCenterView({ open: false, slot: slot(), launcher: { label: 'Help', corner: undefined } }),
  'nothing found': () => resourceCenterView({ query: 'x', sections: [] }),
  leaderboard: () => leaderboardView(slot(), { body: TEXT }),
  'board without standings': () => leaderboardView(slot(), { board: boardView({ state: 'out', rows: [], badges: [], streak: undefined }) }),
}
const target = (): Element => document.querySelector('#target')!
const slot = (): Element => document.querySelector('main')!
const TASKS = [taskView('a', { done: true }), taskView('b', { body: TEXT, buttons }), taskView('c', { locked: true })]
