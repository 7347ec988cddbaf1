import { GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, openPage } from '../testing/fake-page.ts'

const task = (key: string, event: string, more: object = {}): object => ({ key, title: key, completeWhen: { event }, ...more })
const list = (more: object = {}): object => ({ kind: 'checklist', key: 'list', title: 'List', tasks: [task('one', 'first'), task('two', 'second')], ...more })

afterEach(closePages)

test('a checklist is completed by events, and stays completed', async () => {
  const page = await openPage([list()])
  page.view('checklist').seen()
  await page.track('first')
  expect(page.view('checklist').tasks.map(({ done }) => done)).toEqual([true, false])
  expect(page.named(GUIDE_EVENTS.taskCompleted)).toMatchObject([{ task: 'one' }])
  await page.track('second')
  expect(page.named(GUIDE_EVENTS.completed)).toHaveLength(1)
  expect(page.person.progress('list')).toMatchObject({ state: 'completed' })
  await page.track('second')
  expect(page.named(GUIDE_EVENTS.completed)).toHaveLength(1)
  const next = await openPage([list()], { disk: await page.leave(), known: false })
  expect(next.views()).toEqual([])
})

test('a completed checklist stays completed, whatever takes it off the page', async () => {
  const page = await openPage([list({ when: { page: '/a' } })], { path: '/a' })
  await page.track('first')
  await page.track('second')
  page.view('checklist').seen()
  expect(page.person.progress('list')?.state).toBe('completed')
  await page.go('/b')
  expect(page.views()).toEqual([])
  expect(page.person.progress('list')?.state).toBe('completed')
  await page.go('/a')
  expect(page.views()).toEqual([])
})

test('tasks in sequence are locked until their turn', async () => {
  const page = await openPage([list({ order: 'sequential' })])
  expect(page.view('checklist').tasks.map(({ locked }) => locked)).toEqual([false, true])
  await page.track('first')
  expect(page.view('checklist').tasks.map(({ locked }) => locked)).toEqual([false, false])
})

test('a task named "constructor" is one like any other', async () => {
  const page = await openPage([list({ tasks: [task('constructor', 'first')] })])
  expect(page.view('checklist').tasks[0]!.done).toBe(false)
})

test('a checklist stays as small as the person made it', async () => {
  const page = await openPage([list()])
  const { collapsed, toggle } = page.view('checklist')
  toggle()
  expect(page.view('checklist').collapsed).toBe(!collapsed)
  const next = await openPage([list()], { disk: await page.leave(), known: false })
  expect(next.view('checklist').collapsed).toBe(!collapsed)
})
