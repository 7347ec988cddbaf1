// A page for tests in Chromium: elements and address are real; clock, storage and (unless the page draws) drawing are ours.
import { MILESTONE_REACHED } from '@foothold/protocol'
import { createGuard } from '../guard.ts'
import type { Claim } from '../guide/arbiter.ts'
import { createDirector, type Director } from '../guide/director.ts'
import { createStage } from '../guide/stage.ts'
import { fetchNames } from '../guide/target.ts'
import type { Component, Ui, View } from '../guide/view.ts'
import type { Reveal } from '../guide/world.ts'
import { createPerson, type Person } from '../person/state.ts'
import { createUi } from '../ui/mount.tsx'
import { createFakePlatform, turns, type Disk, type FakePlatform } from './fake-platform.ts'
import { ALL_KINDS } from './all-kinds.ts'
import { toBundle } from './publish.ts'

// tests that are not about fetching find by role at once
await fetchNames()

/** Replaces what is on the page; markup of the tests, never of others. */
export function setPage(html: string): void {
  document.body.replaceChildren(...toNodes(html))
}

/** Reads markup of the tests. */
export const toNodes = (html: string): ChildNode[] => [...new DOMParser().parseFromString(html, 'text/html').body.childNodes]

/** Lets the browser paint twice, and everything run that waits for that. */
export async function frames(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => void requestAnimationFrame(resolve))
  await turns()
}

export interface FakePage {
  /** How often the stage was asked for. */
  fetched: number
  platform: FakePlatform
  person: Person
  director: Director
  /** What is drawn now, by guide kind in the order of coming. */
  views(): View[]
  /** The one view; fails where there is none or more. */
  view<K extends View['kind']>(kind: K): Extract<View, { kind: K }>
  /** Presses the button with this label on the one view of the kind. */
  press(kind: View['kind'], label: string): Promise<void>
  /** Names of the events so far. */
  events: { event: string; properties: Record<string, unknown> }[]
  named(event: string): Record<string, unknown>[]
  track(event: string, properties?: Record<string, unknown>): Promise<void>
  go(path: string): Promise<void>
  navigated: string[]
  /** What the page claims the attention for. */
  claim(name: string, priority: number): Promise<() => Promise<void>>
  reports: string[]
  /** What targets may ask the page for. */
  reveals: Map<string, Reveal>
  publish(guides: object[], model?: object): Promise<void>
  /** Ends the page. @returns what the next one finds. */
  leave(): Promise<Disk>
}

const pages: FakePage[] = []

/** Ends all that was opened, and empties the page. For `afterEach`. */
export function closePages(): void {
  for (const { director } of pages.splice(0)) director.dispose()
  document.body.replaceChildren()
  history.replaceState(null, '', '/')
}

/** @param guides - `undefined`: the bundle has not come yet. @param options.components - what the page draws; then all is drawn for real. @param options.known - false: a person of whom the collector has not told yet. */
export async function openPage(
  guides: object[] | undefined,
  options: {
    model?: object
    disk?: Disk
    path?: string
    html?: string
    traits?: Record<string, unknown>
    known?: boolean
    startAt?: number
    answer?: FakePlatform['answer']
    navigate?: () => unknown
    components?: ReadonlyMap<string, Component>
  } = {},
): Promise<FakePage> {
  const { disk, startAt, model = {}, known = true, components = new Map<string, Component>() } = options
  if (options.html !== undefined) setPage(options.html)
  history.replaceState(null, '', options.path ?? '/')
  const platform = createFakePlatform({ window, ...(disk ? { disk } : {}), ...(startAt ? { startAt } : {}) })
  if (options.answer) platform.answer = options.answer
  const person = createPerson(platform)
  const drawn = new Map<string, View>()
  const reports: string[] = []
  const report = (code: string, message: string, cause?: unknown): void =>
    void reports.push(`${code}: ${message} ${cause instanceof Error ? cause.message : ''}`)
  const real = options.components && createUi(window, ALL_KINDS, { components, report })
  const ui: Ui = {
    render(showing, view) {
      if (view) drawn.set(showing, view)
      else drawn.delete(showing)
      real?.render(showing, view)
    },
    dispose() {
      drawn.clear()
      real?.dispose()
    },
  }
  const events: FakePage['events'] = []
  const tell = (event: string, properties: Record<string, unknown> = {}): void => {
    events.push({ event, properties })
    person.record(event, properties, platform.now())
    director.changed([`event:${event}`], properties)
  }
  const navigated: string[] = []
  const reveals: FakePage['reveals'] = new Map()
  const claims = new Set<Claim>()
  const director = createDirector({
    platform,
    person,
    report,
    guard: createGuard(report),
    track: tell,
    navigate: (path) => (navigated.push(path), options.navigate?.()),
    claims,
    components,
    reveals,
    question: () => '{}',
    loadStage: async () => (page.fetched++, { createStage: (world, decisions) => createStage(world, decisions, ui, ALL_KINDS) }),
  })
  const page: FakePage = {
    fetched: 0,
    platform,
    person,
    director,
    events,
    navigated,
    reports,
    reveals,
    views: () => [...drawn.values()],
    view(kind) {
      const found = [...drawn.values()].filter((one) => one.kind === kind)
      if (found.length !== 1) throw new Error(`${found.length} views of kind ${kind}; drawn: ${[...drawn.values()].map((one) => one.kind).join()}`)
      return found[0] as never
    },
    async press(kind, label) {
      const button = page.view(kind).buttons.find((one) => one.label === label)
      if (!button)
        throw new Error(
          `No button "${label}" in ${page
            .view(kind)
            .buttons.map((one) => one.label)
            .join()}`,
        )
      button.act()
      await turns()
    },
    async claim(name, priority) {
      const claim = { name, priority }
      claims.add(claim)
      director.changed(['page'])
      await turns()
      return async () => {
        claims.delete(claim)
        director.changed(['page'])
        await turns()
      }
    },
    named: (event) => events.filter((one) => one.event === event).map(({ properties }) => properties),
    async track(event, properties) {
      tell(event, properties)
      await turns()
    },
    async go(path) {
      history.pushState(null, '', path)
      director.changed(['page'])
      await turns()
    },
    async publish(next, nextModel = model) {
      director.setBundle(toBundle(next, nextModel, String(events.length + 2)))
      await turns()
    },
    async leave() {
      await turns()
      director.dispose()
      return platform.disk
    },
  }
  pages.push(page)
  await person.load('u_1', { fresh: known, keepHistory: true })
  if (options.traits) person.setTraits(options.traits)
  if (guides) director.setBundle(toBundle(guides, model, '1'))
  await turns()
  return page
}

export const milestoneEvents = (page: FakePage): unknown[] => page.named(MILESTONE_REACHED).map(({ milestone }) => milestone)
