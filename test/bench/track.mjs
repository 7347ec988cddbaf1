// Owns the cost of track(): the call itself, and all that the main thread does until the event has arrived.
import { launch, newContext, openPage, sleep } from './browser.mjs'
import { CONTESTANTS, OURS } from './contestant.mjs'
import { servedPages } from './pages.mjs'
import { median, number, percentile, ratio, table, versionOf } from './report.mjs'

/** Slowdowns of the main thread, each with its number of calls a round. */
const SPEEDS = [
  { throttle: 1, calls: 2_000 },
  { throttle: 4, calls: 500 },
]
/** Calls between two looks at the clock, whose steps are 5 µs; the next few come in a task of their own, as in a real page. */
const CHUNK = 5
const PAUSE_MS = 10
const ROUNDS = 3
const PATIENCE_MS = 60_000

async function once(browser, served, contestant, { throttle, calls }) {
  const context = await newContext(browser)
  const { page, taskMs } = await openPage(context, { throttle })
  try {
    await page.goto(served.addressOf(contestant))
    await page.evaluate(() => window.bench.settled)
    await sleep(1_000)
    served.collector.reset()
    const before = await taskMs()
    const callsUs = await page.evaluate(
      async ({ calls, CHUNK, PAUSE_MS }) => {
        const spent = []
        for (let n = 0; n < calls; n += CHUNK) {
          const begun = performance.now()
          for (let i = n; i < n + CHUNK; i++) window.bench.track(i)
          spent.push(((performance.now() - begun) / CHUNK) * 1000)
          // the pace of the calls, the same for every tracker
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
        }
        return spent
      },
      { calls, CHUNK, PAUSE_MS },
    )
    for (const end = Date.now() + PATIENCE_MS; served.collector.received() < calls && Date.now() < end;) await sleep(50)
    await sleep(200)
    return { callsUs, wholeUs: (((await taskMs()) - before) / calls) * 1000, arrived: served.collector.received() }
  } finally {
    await context.close()
  }
}

export async function measure() {
  const contestants = CONTESTANTS
  const served = await servedPages(contestants)
  const browser = await launch()
  try {
    const texts = []
    for (const speed of SPEEDS) texts.push(await measureAt(speed, { browser, served, contestants }))
    return {
      title: 'Cost of track() (µs of the main thread)',
      versions: Object.fromEntries(['posthog-js', '@segment/analytics-next'].map((name) => [name, versionOf(name)])),
      facts: { Chromium: browser.version() },
      text: [
        `${ROUNDS} rounds each, ${CHUNK} calls at a time with ${PAUSE_MS} ms between, against a scripted collector on loopback. *Call*: by the clock, until \`track()\` has returned. *All*: CPU time of the main thread until the event has arrived, an event; storing and sending included. Twenty guides are published for Foothold; the peers' rate limits and autocapture are off.`,
        ...texts,
      ].join('\n\n'),
    }
  } finally {
    await browser.close()
    await served.close()
  }
}

async function measureAt(speed, { browser, served, contestants }) {
  const results = new Map(contestants.map((contestant) => [contestant, { callsUs: [], wholeUs: [], arrived: [] }]))
  // in turns, so that a busy minute of the machine hits all of them
  for (let round = 0; round < ROUNDS; round++) {
    for (const contestant of contestants) {
      console.error(`  ${speed.throttle} ×, round ${round + 1} of ${ROUNDS}: ${contestant.name}`)
      const { callsUs, wholeUs, arrived } = await once(browser, served, contestant, speed)
      const result = results.get(contestant)
      result.callsUs.push(...callsUs)
      result.wholeUs.push(wholeUs)
      result.arrived.push(arrived)
    }
  }
  const ours = results.get(contestants.find(({ name }) => name === OURS))
  const rows = [...results].map(([{ name }, { callsUs, wholeUs, arrived }]) => [
    name,
    ratio(median(callsUs), median(ours.callsUs)),
    ratio(percentile(callsUs, 0.95), percentile(ours.callsUs, 0.95)),
    ratio(median(wholeUs), median(ours.wholeUs)),
    number(median(callsUs)),
    number(percentile(callsUs, 0.95)),
    number(median(wholeUs), 0),
    number(Math.min(...arrived), 0),
  ])
  const heading = speed.throttle === 1 ? 'At full speed' : `Main thread slowed ${speed.throttle} times`
  return `### ${heading}, ${number(speed.calls * ROUNDS, 0)} calls\n\n${table(['', 'call to ours', 'p95 to ours', 'all to ours', 'call, median', 'call, p95', 'all, median', `arrived of ${number(speed.calls, 0)}`], rows)}`
}
