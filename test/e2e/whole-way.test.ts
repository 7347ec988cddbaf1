// The whole way once: a guide written in a file helps somebody in a real product page, and the console says what it did.
import { mkdir } from 'node:fs/promises'
import type { GuideDetail, GuideSummary, PersonDetail } from '@foothold/protocol'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, until, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const IMAGES = new URL('../../docs/image/', import.meta.url).pathname

/** What Foothold shows on the page: the text of each of its hosts, by kind. */
const shown = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('[data-foothold]')].map((host) => [host.dataset['foothold']!, host.shadowRoot!.textContent ?? '']),
    ),
  )
const tour = (page: Page) => page.locator('[data-foothold=tour] [role=dialog]')
const help = (page: Page) => page.locator('[data-foothold=resource-center]').getByRole('button', { name: 'Help' })
const reasonOf = (page: Page, guide: string): Promise<string> =>
  page.evaluate((key) => {
    const decision = window.foothold.why(key)
    return decision.show ? 'shown' : decision.reason
  }, guide)
const signIn = async (page: Page, person: string): Promise<void> => {
  await page.goto(`${world.demoUrl}/sign-in`)
  await page.click(`[data-person=${person}]`)
}

describe('a new admin', () => {
  let page: Page
  let errors: string[]
  beforeAll(async () => {
    ;({ page, errors } = await world.visit())
    await signIn(page, 'ada')
  })

  test('is met by the tour, by name, and by the empty state in its slot', async () => {
    await tour(page).getByText('Welcome to Harbour, Ada').waitFor()
    expect(await tour(page).locator('.count').textContent()).toBe('1 of 5')
    expect((await shown(page))['empty-state']).toContain('Your first project, Ada')
    await mkdir(IMAGES, { recursive: true })
    if (process.env['UPDATE_IMAGES']) await page.screenshot({ path: `${IMAGES}first-tour.png` })
  })

  test('walks the tour over two routes, with a reload in the middle, by keyboard too', async () => {
    await tour(page).getByRole('button', { name: 'Show me around' }).click()
    await tour(page).getByText('Everything begins with one project').waitFor()
    // the card has the focus, so the first Tab reaches its buttons and Enter presses
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await tour(page).getByText('3 of 5').waitFor()
    await tour(page).getByRole('button', { name: 'Show me', exact: true }).click()
    await tour(page).getByText('4 of 5').waitFor()
    expect(new URL(page.url()).pathname).toBe('/reports')
    await page.reload()
    await tour(page).getByText('4 of 5').waitFor()
    await tour(page).getByRole('button', { name: 'Next' }).click()
    await tour(page).getByText('5 of 5').waitFor()
    await seenFor(page)
    await tour(page).getByRole('button', { name: 'Done' }).click()
    await tour(page).waitFor({ state: 'detached' })
  })

  test('never sees the finished tour again, also after a reload', async () => {
    await page.goto(`${world.demoUrl}/projects`)
    await page.locator('[data-foothold=checklist]').waitFor({ state: 'attached' })
    expect(Object.keys(await shown(page))).not.toContain('tour')
    expect(await page.evaluate(() => window.foothold.why('welcome-tour'))).toEqual({ show: false, reason: 'frequency', detail: 'completed' })
  })

  test('advances the checklist by what really happens', async () => {
    const list = page.locator('[data-foothold=checklist]')
    await list.getByText('0 of 4 done').waitFor()
    await page.click('[data-guide=new-project]')
    await page.fill('[data-guide=project-name]', 'Apollo')
    await page.keyboard.press('Enter')
    await list.getByText('1 of 4 done').waitFor()
    expect(await list.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value)).toBe(1)
  })

  test('is celebrated once when the milestone is reached', async () => {
    await page.fill('[data-guide=task-name]', 'First task')
    await page.keyboard.press('Enter')
    const party = page.locator('[data-foothold=celebration] dialog')
    await party.getByText('Your first project is under way, Ada').waitFor()
    await seenFor(page)
    await page.keyboard.press('Escape')
    await party.waitFor({ state: 'detached' })
    await page.fill('[data-guide=task-name]', 'Second task')
    await page.keyboard.press('Enter')
    await page.reload()
    await page.locator('[data-foothold=checklist]').getByText('2 of 4 done').waitFor()
    expect(Object.keys(await shown(page))).not.toContain('celebration')
  })

  test('gets the tip on the unused feature when the pointer comes near, and not before', async () => {
    await page.mouse.move(900, 600)
    expect(Object.keys(await shown(page))).not.toContain('hint')
    await page.hover('[data-guide=automations-tab]')
    const hint = page.locator('[data-foothold=hint]')
    await hint.getByRole('heading', { name: 'Let a rule do this part' }).waitFor()
    await seenFor(page)
    await page.keyboard.press('Escape')
    await hint.waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('[data-foothold=checklist]').getByText('2 of 4 done').waitFor()
    await page.hover('[data-guide=automations-tab]')
    expect(await page.evaluate(() => window.foothold.why('automation-tip'))).toMatchObject({ show: false, reason: 'frequency', detail: 'dismissed' })
  })

  test('left each event in the log exactly once, in words that the console counts', async () => {
    await page.evaluate(async () => void (await window.foothold.flush()))
    await until(() => world.log().some(({ name, properties }) => name === 'guide.dismissed' && properties['guide'] === 'automation-tip'), 'the last event')
    const log = world.log()
    expect(new Set(log.map(({ messageId }) => messageId)).size).toBe(log.length)
    const count = (name: string, guide?: string): number => log.filter((event) => event.name === name && (!guide || event.properties['guide'] === guide)).length
    expect(count('project.created')).toBe(1)
    expect(count('task.created')).toBe(2)
    expect(log.filter(({ name, properties }) => name === 'milestone.reached' && properties['milestone'] === 'activated')).toHaveLength(1)
    expect(count('guide.completed', 'welcome-tour')).toBe(1)
    expect(count('guide.seen', 'activated')).toBe(1)
    expect(count('guide.dismissed', 'activated')).toBe(1)
    expect(count('guide.seen', 'automation-tip')).toBe(1)
    expect(count('guide.task-completed', 'getting-started')).toBe(2)
    expect(log.filter(({ type }) => type === 'identify')).not.toHaveLength(0)
    expect(errors).toEqual([])

    const tourNow = await world.admin<GuideDetail>('guides/welcome-tour')
    expect(tourNow).toMatchObject({ completed: 1, dismissed: 0, people: { shown: 1, completed: 1 } })
    const ada = await world.admin<PersonDetail>('people/ada')
    expect(ada.milestones.find(({ key }) => key === 'activated')?.reachedAt).toBeTruthy()
    expect(ada.guides.find(({ key }) => key === 'welcome-tour')?.state).toBe('completed')
  })

  test('is remembered on another device: no tour, no second celebration', async () => {
    const { page: other } = await world.visit()
    await signIn(other, 'ada')
    // until the collector has told what it knows, the audience is unknown, which never shows anything
    await until(async () => ['audience', 'frequency'].includes(await reasonOf(other, 'welcome-tour')), 'the state from the collector')
    expect(await other.evaluate(() => window.foothold.why('activated'))).toMatchObject({ show: false })
    expect(Object.keys(await shown(other))).not.toContain('tour')
  })
})

describe('somebody of another role', () => {
  test('sees nothing of the admin’s, only the help that everybody has', async () => {
    const { page, errors } = await world.visit()
    await signIn(page, 'dina')
    for (const path of ['/projects', '/reports', '/settings']) {
      await page.goto(world.demoUrl + path)
      await until(async () => ['audience', 'page'].includes(await reasonOf(page, 'welcome-tour')), 'a decision')
      await help(page).waitFor()
      expect(Object.keys(await shown(page))).toEqual(['resource-center'])
    }
    expect(errors).toEqual([])
  })

  test('on the same browser, after signing out, sees nothing of the person before', async () => {
    const { page } = await world.visit()
    await signIn(page, 'bram')
    await tour(page).waitFor()
    const before = await page.evaluate(() => localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith('.identity'))!))
    await page.evaluate(() => window.foothold.reset())
    expect(await shown(page)).toEqual({})
    expect(await page.evaluate(() => localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith('.identity'))!))).not.toBe(before)
    await page.evaluate(async () => void (await window.foothold.identify('dina', { role: 'viewer' })))
    await until(async () => (await reasonOf(page, 'welcome-tour')) === 'audience', 'the decision for the next person')
    await help(page).waitFor()
    expect(Object.keys(await shown(page))).toEqual(['resource-center'])
  })
})

describe('the console', () => {
  test('shows the counts of what happened', async () => {
    const { page, errors } = await world.visit()
    await page.goto(`${world.url}/console#key=${world.adminKey}`)
    await page.getByRole('link', { name: 'Guides' }).first().click()
    await page.getByText('Welcome to Harbour').first().waitFor()
    expect(page.url()).not.toContain('fh_adm_')
    const [summary] = (await world.admin<GuideSummary[]>('guides')).filter(({ key }) => key === 'welcome-tour')
    expect(summary).toMatchObject({ kind: 'tour', status: 'live', completed: 1 })
    await page.goto(`${world.url}/console/guides/welcome-tour`)
    const funnel = page
      .getByRole('region', { name: /step/i })
      .or(page.locator('section').filter({ hasText: /step/i }))
      .first()
    await funnel.waitFor()
    await page.goto(`${world.url}/console/people/ada`)
    await page.getByRole('heading', { name: 'Ada Okafor' }).waitFor()
    expect(errors).toEqual([])
  })
})

/** Leaves what is on the page there for longer than "seen" takes; the SDK tells by itself when it counted. */
async function seenFor(page: Page): Promise<void> {
  const before = await page.evaluate(() => performance.now())
  await page.waitForFunction((from) => performance.now() - from > 800, before)
}
