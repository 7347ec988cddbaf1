// A client for tests in Chromium: window and address are real; clock, storage, network and drawing are ours.
import type { Bundle, PersonState } from '@foothold/protocol'
import { createClient } from '../client.ts'
import type { Foothold } from '../page-api.ts'
import { createGuidance } from '../guide/guidance.ts'
import { createStage } from '../guide/stage.ts'
import type { View } from '../guide/view.ts'
import type { Options } from '../options.ts'
import { ALL_KINDS } from './all-kinds.ts'
import { createFakePlatform, failure, ok, turns, type Disk, type FakePlatform } from './fake-platform.ts'
import { toBundle } from './publish.ts'

export const KEY = 'fh_pub_test'
const tour = {
  kind: 'tour',
  key: 'intro',
  audience: { trait: 'role', is: 'admin' },
  steps: [{ key: 'a', title: 'Intro' }],
}
/** One tour, for admins. */
export const bundle = toBundle([tour], {}, '1')
/** What a collector says of somebody who has done nothing yet. */
export const NEWCOMER: PersonState = { at: '', version: '1', tallies: {}, traits: {}, account: {}, milestones: {}, guides: {}, arms: {}, accountMilestones: {} }
const opened: Foothold[] = []

/** Ends all that was opened. For `afterEach`. */
export function closeClients(): void {
  for (const foothold of opened.splice(0)) foothold.dispose()
  history.replaceState(null, '', '/')
}

export interface OpenClient {
  foothold: Foothold
  platform: FakePlatform
  views: View[]
  reports: string[]
  /** What of the lazily loaded files does not come. */
  fails: { guide: boolean }
  /** Events of a type or name that wait. */
  events(name: string): Promise<Record<string, unknown>[]>
}

/** @param options.navigator - what the browser says besides what it says. @param options.state - what the collector knows; default: of nothing. `null`: it fails. @param options.begin - what the page does in the same turn. */
export async function openClient(
  options: Partial<Options> & {
    disk?: Disk
    state?: object | null
    bundle?: Bundle
    navigator?: object
    guideFails?: boolean
    answer?: FakePlatform['answer']
    begin?: (foothold: Foothold) => void
  } = {},
): Promise<OpenClient> {
  const { disk, state = {}, bundle: published = bundle, navigator, guideFails: _, answer, begin, ...rest } = options
  const page = navigator ? new Proxy(window, { get: (of, name) => (name === 'navigator' ? navigator : bound(of, name)) }) : window
  const platform = createFakePlatform({ window: page, ...(disk ? { disk } : {}) })
  platform.answer =
    answer ??
    ((path) =>
      path === '/v1/state'
        ? state
          ? ok({ ...NEWCOMER, version: published.version, ...state })
          : failure(503)
        : path.startsWith('/v1/bundle')
          ? ok(published as unknown as Record<string, unknown>)
          : failure(0))
  const reports: string[] = []
  const fails = { guide: options.guideFails ?? false }
  const drawn = new Map<string, View>()
  const ui = {
    render: (showing: string, view: View | undefined) => void (view ? drawn.set(showing, view) : drawn.delete(showing)),
    dispose: () => drawn.clear(),
  }
  const foothold = createClient({ key: KEY, endpoint: 'https://x.y', pages: false, ...rest }, platform, (code) => void reports.push(code), {
    guide: async () => {
      if (fails.guide) throw new Error('No such file.')
      return { createGuidance }
    },
    live: () => import('../guide/live.ts'),
    stage: async () => ({ createStage: (world, decisions) => createStage(world, decisions, ui, ALL_KINDS) }),
  })
  begin?.(foothold)
  opened.push(foothold)
  return {
    foothold,
    platform,
    get views() {
      return [...drawn.values()]
    },
    reports,
    fails,
    async events(name) {
      await turns()
      return (await platform.queue.first<string>(2_000))
        .map(([, json]) => JSON.parse(json) as Record<string, unknown>)
        .filter((one) => name === '*' || one['type'] === name || one['event'] === name)
    },
  }
}

/** Methods of a window want the window, not a proxy of it. */
function bound(of: object, name: PropertyKey): unknown {
  const value: unknown = Reflect.get(of, name)
  return typeof value === 'function' && !/^[A-Z]/.test(String(name)) ? (value.bind(of) as unknown) : value
}

/** What was sent so far, as text. */
export const sent = ({ requests }: FakePlatform): string => JSON.stringify(requests.filter(({ path }) => path === '/v1/batch'))
