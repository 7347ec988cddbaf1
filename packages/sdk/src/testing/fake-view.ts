// Views for tests of the drawing part: what a showing would hand over, with a record of what the person did.
import { WORDS, type Words } from '@foothold/protocol'
import type { ButtonView, CelebrationView, ChecklistView, EmptyStateView, HintView, StepView, TaskView } from '../guide/view.ts'

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
