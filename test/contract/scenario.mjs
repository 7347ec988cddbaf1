// Owns playing one scenario of the contract: a browser of its own, tabs, the scripted collector. It must not know what is right,
// nor any tracker but through `window.bench` of its page.
import { openProfile } from '../bench/browser.mjs'
import { toDecision } from './answer.mjs'
import { toOutcome } from './verdict.mjs'

/** What a `host` does to storage before the page runs. */
const HOSTS = {
  absent: () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
  forbidden: () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
  },
  // a request that nobody answers: neither success nor error nor blocked
  silent: () => (IDBFactory.prototype.open = () => new EventTarget()),
}
/** Nothing new for so long: it will not come any more. */
const STILL_MS = 15_000
const PATIENCE_MS = 60_000
const LAST_WORDS_MS = 300
const HEARD_MS = 3_000

// a scenario says how long a page is left alone; everything else waits for what it wants to see, up to a limit
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until `ask` holds. @returns whether it ever did. */
async function until(ask, withinMs) {
  for (const end = Date.now() + withinMs; !(await ask());) {
    if (Date.now() > end) return false
    await pause(20)
  }
  return true
}

/**
 * Plays a scenario.
 *
 * @param stage - `{ collector, origin, addressOf }` of `servedPages`; nobody else may use it meanwhile.
 * @param repeat - which of the counts of `scenario.repeat` to take, `short` or `long`.
 * @returns the outcome, see verdict.mjs.
 */
export async function play(scenario, contestant, stage, { repeat = 'short' } = {}) {
  const { collector } = stage
  collector.reset()
  const profile = await openProfile()
  const tabs = new Map()
  const seen = {
    tracked: [],
    promised: new Set(),
    resolved: new Set(),
    uncaught: [],
    told: {},
    restored: undefined,
    obstacles: [],
    dead: undefined,
    firstMs: undefined,
    vain: [],
  }
  let context
  let session
  let openedAtMs = 0
  let requestsBefore = 0

  async function start() {
    context = await profile.start()
    if (scenario.host) await context.addInitScript(HOSTS[scenario.host])
    await context.addInitScript(() => {
      window.shows = []
      addEventListener('pageshow', ({ persisted }) => window.shows.push(persisted))
    })
  }
  const stop = async (end) => {
    await end()
    tabs.clear()
    context = session = undefined
  }
  /** Some trackers never get to a point that does not come here. */
  const wait = async (what, ask, withinMs) => {
    if (!(await until(ask, withinMs))) seen.vain.push(what)
  }
  let last = { received: -1, atMs: 0 }
  /** Ends where all has come, or nothing new does although nothing is done. */
  const settled = (count) =>
    until(() => {
      const received = collector.received()
      if (received !== last.received) last = { received, atMs: Date.now() }
      return received >= count || Date.now() - last.atMs > STILL_MS
    }, PATIENCE_MS)

  const verbs = {
    async open(name, { at = '' }) {
      if (!context) await start()
      const page = await context.newPage()
      page.on('pageerror', ({ message }) => seen.uncaught.push(message))
      tabs.set(name, page)
      openedAtMs = Date.now()
      await page.goto(stage.addressOf(contestant) + at)
      await Promise.race([page.evaluate(() => window.bench.settled), pause(PATIENCE_MS)])
    },
    async track(count, { in: name, await: waitMs = 0 }) {
      const from = seen.tracked.length
      for (let n = from; n < from + count; n++) {
        seen.tracked.push(n)
        if (waitMs) seen.promised.add(n)
      }
      const resolved = await tabs.get(name).evaluate(
        async ({ from, count, waitMs }) => {
          const done = []
          const calls = []
          for (let n = from; n < from + count; n++) calls.push(Promise.resolve(window.bench.track(n)).then(() => done.push(n)))
          const all = Promise.allSettled(calls)
          // the page goes away after so long, written down or not: that is the scenario
          if (waitMs) await Promise.race([all, new Promise((resolve) => setTimeout(resolve, waitMs))])
          return done
        },
        { from, count, waitMs },
      )
      for (const n of resolved) seen.resolved.add(n)
    },
    answer: (rules) => {
      requestsBefore = collector.requests.length
      collector.answerWith(toDecision(rules))
    },
    requests: (count) => wait(`${count} requests`, () => collector.requests.length - requestsBefore >= count, STILL_MS),
    async arrive(count) {
      await settled(count)
      if (collector.received() < count) seen.vain.push(`${count} events, got ${collector.received()}`)
    },
    pass: (ms) => pause(ms),
    close: (name) =>
      tabs
        .get(name)
        .close()
        .then(() => void tabs.delete(name)),
    leave: (name) => tabs.get(name).goto(`${stage.origin}/away`),
    async crash(name) {
      const page = tabs.get(name)
      const crashed = page.waitForEvent('crash')
      const own = await context.newCDPSession(page)
      void own.send('Page.crash').catch(() => {})
      await crashed
      await page.close()
      tabs.delete(name)
    },
    kill: () => stop(profile.kill),
    quit: () => stop(profile.quit),
    offline: (is) => context.setOffline(is),
    down: () => collector.stop(),
    up: () => collector.start(),
    async quota(bytes) {
      if (!context) await start()
      session ??= await context.newCDPSession(context.pages()[0])
      await session.send('Storage.overrideQuotaForOrigin', { origin: stage.origin, quotaSize: bytes })
    },
    async away(times, { in: name }) {
      const page = tabs.get(name)
      for (let turn = 0; turn < times; turn++) {
        await page.goto(`${stage.origin}/away`)
        await page.evaluate(() => history.back())
        await until(() => page.evaluate(() => location.pathname !== '/away' && window.shows.length > 0).catch(() => false), 5_000)
        const why = await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.notRestoredReasons)
        if (why) seen.obstacles.push(...toReasons(why))
      }
      seen.restored = await page.evaluate(() => window.shows.filter(Boolean).length)
    },
  }

  async function perform(steps) {
    for (const step of steps) {
      const [verb] = Object.keys(step)
      if (verb !== 'arrive') last.atMs = Date.now()
      await verbs[verb](step[verb], step)
    }
  }

  try {
    const { [repeat]: times = 1 } = scenario.repeat ?? {}
    for (let turn = 0; turn < times; turn++) await perform(scenario.steps)
    if (scenario.then) await perform(scenario.then)
    const { missing = [], dead } = scenario.right ?? {}
    await settled(seen.tracked.length - missing.length)
    // the collector knows what it has answered before the page has heard it
    if (dead !== undefined) await until(async () => (await countDead(tabs)) >= dead, HEARD_MS)
    if (dead !== undefined) seen.dead = await countDead(tabs)
    for (const page of tabs.values()) for (const code of await page.evaluate(() => window.diagnostics ?? [])) seen.told[code] = (seen.told[code] ?? 0) + 1
    // the last words of the pages may be said twice: hear them
    for (const page of tabs.values()) await page.close()
    await quiet(collector)
    const first = collector.requests.find(({ taken, events, atMs }) => taken && events.length && atMs >= openedAtMs)
    return toOutcome({
      ...seen,
      taken: collector.taken(),
      requests: collector.requests,
      again: collector.again(),
      upBytes: collector.upBytes(),
      firstMs: first && first.atMs - openedAtMs,
      pages: collector.log().filter(({ name }) => name === 'page').length,
    })
  } finally {
    await collector.start()
    await profile.close()
  }
}

/** Dead letters, as the tab says that knows of most; -1 where a tracker has none to show. */
async function countDead(tabs) {
  const counts = [...tabs.values()].map((page) => page.evaluate(async () => (await window.foothold?.deadLetters?.())?.length ?? -1))
  return Math.max(-1, ...(await Promise.all(counts)))
}

/** Resolves when no request has come for a moment. */
async function quiet(collector) {
  let before = -1
  while (before !== collector.requests.length) {
    before = collector.requests.length
    await pause(LAST_WORDS_MS)
  }
}

const toReasons = ({ reasons, children }) => [...(reasons ?? []).map(({ reason }) => reason), ...(children ?? []).flatMap(toReasons)]
