import { GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, openPage, type FakePage } from '../testing/fake-page.ts'
import { turns } from '../testing/fake-platform.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const session = (from: string, until: string): object => ({ session: { from, until, link: 'https://meet.example.com' } })
const entries = [
  { key: 'news', title: 'Rules can wait', news: '2026-11-15' },
  { key: 'later', title: 'Not yet told', news: '2026-12-15' },
  { key: 'tour', title: 'Take the tour', guide: 'intro' },
  { key: 'regles', title: 'Règles générales', body: 'Für alle', link: '/rules' },
  { key: 'past', title: 'Gone', ...session('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z') },
  { key: 'now', title: 'Office hour', ...session('2026-11-20T11:30:00Z', '2026-11-20T12:30:00Z') },
  { key: 'admins', title: 'For admins', link: '/admin', audience: { trait: 'role', is: 'admin' } },
  { key: 'film', title: 'Film', video: '/films/a.mp4' },
]
const center = (more: object = {}): object => ({
  kind: 'resource-center',
  key: 'help',
  title: 'Help',
  launcher: { label: 'Help', place: 'bottom-start' },
  sections: [{ key: 'all', title: 'All', entries }],
  ...more,
})
const tour = { kind: 'tour', key: 'intro', when: { manual: true }, steps: [{ key: 'one', title: 'One' }] }
const view = (page: FakePage) => page.view('resource-center')
const keys = (page: FakePage): string[] => view(page).sections.flatMap((section) => section.entries.map(({ key }) => key))
const open = (guides: object[], more: Parameters<typeof openPage>[1] = {}): Promise<FakePage> =>
  openPage(guides, { startAt: NOW, traits: { role: 'member' }, ...more })

afterEach(closePages)

test('holds what is for this person now: no past session, no news of tomorrow, nothing of others', async () => {
  const page = await open([center()])
  expect(view(page)).toMatchObject({ open: false, sections: [], unread: 1 })
  view(page).toggle()
  expect(keys(page)).toEqual(['news', 'tour', 'regles', 'now', 'film'])
  expect(view(page).sections[0]!.entries.find(({ key }) => key === 'now')?.session?.live).toBe(true)
  await page.platform.advance(3_600_000)
  view(page).search('')
  expect(keys(page)).not.toContain('now')
})

test('finds by the words of title and body, whatever case and accents, and sends nothing', async () => {
  const page = await open([center()])
  view(page).toggle()
  const before = page.events.length
  view(page).search('REGLE gener')
  expect(keys(page)).toEqual(['regles'])
  view(page).search('fur')
  expect(keys(page)).toEqual(['regles'])
  view(page).search('zebra')
  expect(view(page).sections).toEqual([])
  expect(page.events).toHaveLength(before)
})

test('counts as shown, and news as read, when the panel was in front of the person; that stays', async () => {
  const page = await open([center()])
  expect(page.named(GUIDE_EVENTS.rendered)).toHaveLength(1)
  view(page).toggle()
  expect(page.named(GUIDE_EVENTS.opened)).toHaveLength(1)
  view(page).seen()
  expect(page.named(GUIDE_EVENTS.newsRead)).toMatchObject([{ entries: ['news'] }])
  expect(view(page).unread).toBe(0)
  // the mark stays while the person reads
  expect(view(page).sections[0]!.entries[0]!.fresh).toBe(true)
  view(page).toggle()
  const next = await open([center()], { disk: await page.leave(), known: false })
  expect(view(next).unread).toBe(0)
  view(next).toggle()
  view(next).seen()
  expect(next.named(GUIDE_EVENTS.newsRead)).toEqual([])
})

test('a guide of another page is led to where its entry says which, and begins there', async () => {
  const led = { key: 'led', title: 'Led', guide: 'intro', link: '/home' }
  const page = await open([center({ sections: [{ key: 'all', title: 'All', entries: [led] }] }), { ...tour, when: { manual: true, page: '/home' } }], {
    path: '/help',
  })
  const follow = async (): Promise<void> => {
    view(page).toggle()
    view(page).sections[0]!.entries[0]!.follow()
    await turns()
  }
  await follow()
  expect([page.navigated, page.views().map(({ kind }) => kind)]).toEqual([['/home'], ['resource-center']])
  await page.go('/home')
  expect(page.view('tour').title).toBe('One')
  await page.press('tour', 'Done')
  // who is there already stays
  await follow()
  expect([page.navigated, page.view('tour').title]).toEqual([['/home'], 'One'])
})

test('starts a guide again, follows links of the site by its router, plays a film in the panel', async () => {
  const page = await open([center(), tour])
  view(page).toggle()
  const follow = (key: string): void =>
    view(page)
      .sections[0]!.entries.find((entry) => entry.key === key)!
      .follow()
  follow('film')
  expect(view(page).sections[0]!.entries.find(({ key }) => key === 'film')?.film).toContain('a.mp4')
  follow('regles')
  expect(page.navigated).toEqual(['/rules'])
  expect(view(page).open).toBe(false)
  view(page).toggle()
  follow('tour')
  await turns()
  expect(page.view('tour').part).toBe('one')
  expect(page.named(GUIDE_EVENTS.entryOpened).map(({ entry }) => entry)).toEqual(['film', 'regles', 'tour'])
})

test('opens by a call, also where there is no button, and then goes when it is closed', async () => {
  const page = await open([center({ launcher: undefined })])
  expect(page.views()).toEqual([])
  expect(page.director.why('help')).toMatchObject({ reason: 'moment' })
  page.director.start('help')
  await turns()
  expect(view(page)).toMatchObject({ open: true, launcher: undefined })
  expect(page.named(GUIDE_EVENTS.opened)).toHaveLength(1)
  view(page).toggle()
  await turns()
  expect(page.views()).toEqual([])
  page.director.start('help')
  await turns()
  expect(view(page).open).toBe(true)
})

test('stands in a slot of the page, and lives with it', async () => {
  const page = await open([center({ launcher: { label: 'Help', slot: 'help' } })], { html: '<div data-foothold-slot="help"></div>' })
  expect(view(page).slot).toBe(document.querySelector('[data-foothold-slot]'))
})
