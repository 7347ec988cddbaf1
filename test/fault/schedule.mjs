// Owns one random schedule: tabs, tracking and faults in an order that the seed decides, then fair weather until all is delivered.
// It must not know the SDK but through `window.bench` of its page.
import { openProfile } from '../bench/browser.mjs'
import { createRandom, pick, weigh } from './random.mjs'
import { WEATHER_NAMES } from './weather.mjs'

/** What may happen next, and how often. */
const ACTIONS = { burst: 44, open: 8, close: 6, leave: 6, crash: 5, kill: 4, quit: 2, offline: 4, online: 5, weather: 12, jump: 4 }
const MAX_TABS = 4
const MAX_BURST = 300
const MAX_PAUSE_MS = 400
const HOUR_MS = 3_600_000
const JUMPS_MS = [0, -HOUR_MS, HOUR_MS, -24 * HOUR_MS, 24 * HOUR_MS, -3_000, 3_000]
const PATIENCE_MS = 150_000

// part of what is played: a person waits between two things, and the count at the end asks again and again
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Lets the wall clock of a page be set. */
function settableClock() {
  const real = Date.now.bind(Date)
  let jumpMs = Number(new URLSearchParams(location.search).get('jump')) || 0
  window.setJump = (ms) => (jumpMs = ms)
  Date.now = () => real() + jumpMs
}

/** Tracks `count` events from number `from`, telling which promises have resolved as soon as they have. */
function burst({ from, count }) {
  let done = []
  const tell = () => {
    if (done.length) window.toldResolved(done)
    done = []
  }
  for (let n = from; n < from + count; n++) {
    void Promise.resolve(window.bench.track(n)).then(() => {
      if (done.push(n) === 1) queueMicrotask(tell)
    })
  }
}

/**
 * Plays a schedule.
 *
 * @param seed - decides everything but the timing of the machine.
 * @param events - calls after which no more are made.
 * @param address - of the page.
 * @param weather - see weather.mjs.
 * @param firstNumber - the events are numbered from here.
 * @returns numbers of the events tracked, of those whose promise resolved, of those that the collector has not said to have, and what happened.
 */
export async function playSchedule({ seed, events, address, weather, firstNumber }) {
  const random = createRandom(seed)
  const profile = await openProfile()
  const resolved = new Set()
  const happened = {}
  const uncaught = []
  let tabs = []
  let context
  let tracked = 0
  let jumpMs = 0

  async function start() {
    context = await profile.start()
    await context.exposeFunction('toldResolved', (numbers) => numbers.forEach((n) => resolved.add(n)))
    await context.addInitScript(settableClock)
  }
  const visit = async (page) => {
    await page.goto(`${address}?jump=${jumpMs}`)
    await page.evaluate(() => window.bench.settled)
  }
  const open = async () => {
    if (!context) await start()
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => uncaught.push(message))
    tabs.push(page)
    await visit(page)
  }
  const gone = (page) => void (tabs = tabs.filter((one) => one !== page))
  const stop = async (end) => {
    if (!context) return
    await end()
    context = undefined
    tabs = []
  }
  let offline = false
  const setOffline = async (is) => {
    offline = is
    await context?.setOffline(is)
  }

  const actions = {
    async burst(page) {
      const count = 1 + Math.floor(random() * MAX_BURST)
      const from = firstNumber + tracked
      tracked += count
      await page.evaluate(burst, { from, count })
    },
    open: () => (tabs.length < MAX_TABS && !offline ? open() : undefined),
    close: (page) => (gone(page), page.close()),
    leave: (page) => (offline ? undefined : visit(page)),
    async crash(page) {
      gone(page)
      const crashed = page.waitForEvent('crash')
      const session = await context.newCDPSession(page)
      void session.send('Page.crash').catch(() => {})
      await crashed
      await page.close()
    },
    kill: () => stop(profile.kill),
    quit: () => stop(profile.quit),
    offline: () => setOffline(true),
    online: () => setOffline(false),
    weather: () => weather.become(pick(random, WEATHER_NAMES)),
    async jump() {
      jumpMs = pick(random, JUMPS_MS)
      for (const page of tabs) await page.evaluate((ms) => window.setJump(ms), jumpMs)
    },
  }

  try {
    while (tracked < events) {
      if (!context) offline = false
      if (!tabs.length) {
        await setOffline(false)
        await open()
      }
      const name = weigh(random, ACTIONS)
      happened[name] = (happened[name] ?? 0) + 1
      await actions[name](pick(random, tabs))
      // often the next thing happens at once, while something is being written or is on its way
      if (random() < 0.6) await pause(random() * MAX_PAUSE_MS)
    }
    weather.become('fair')
    if (context) await setOffline(false)
    if (!tabs.length) await open()
    const missing = () => [...resolved].filter((n) => !weather.stored.has(n))
    for (const end = Date.now() + PATIENCE_MS; missing().length && Date.now() < end;) await pause(100)
    for (const page of tabs) await page.close()
    return { seed, tracked, resolved, undelivered: missing(), happened, uncaught }
  } finally {
    weather.become('fair')
    await profile.close()
  }
}
