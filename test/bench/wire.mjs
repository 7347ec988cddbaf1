// Owns what tracking costs on the wire: bytes that go up and requests, for the same calls.
import { launch, newContext, sleep } from './browser.mjs'
import { CONTESTANTS, OURS } from './contestant.mjs'
import { servedPages } from './pages.mjs'
import { number, ratio, table, versionOf } from './report.mjs'

const CALLS = 10_000
const CHUNK = 10
const PAUSE_MS = 20
const PATIENCE_MS = 90_000

async function once(browser, served, contestant) {
  const { collector } = served
  const context = await newContext(browser)
  const page = await context.newPage()
  try {
    await page.goto(served.addressOf(contestant))
    await page.evaluate(() => window.bench.settled)
    await sleep(1_000)
    collector.reset()
    await page.evaluate(
      async ({ CALLS, CHUNK, PAUSE_MS }) => {
        for (let n = 0; n < CALLS; n += CHUNK) {
          for (let i = n; i < n + CHUNK; i++) void window.bench.track(i)
          // the pace of the calls, the same for every tracker
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
        }
      },
      { CALLS, CHUNK, PAUSE_MS },
    )
    for (const end = Date.now() + PATIENCE_MS; collector.received() < CALLS && Date.now() < end;) await sleep(50)
    const arrived = collector.received()
    return { arrived, requests: collector.requests.length, bytes: collector.upBytes() / Math.max(1, arrived), again: collector.again() }
  } finally {
    await context.close()
  }
}

export async function measure() {
  const served = await servedPages(CONTESTANTS)
  const browser = await launch()
  try {
    const results = []
    for (const contestant of CONTESTANTS) {
      console.error(`  ${contestant.name}`)
      results.push({ ...contestant, ...(await once(browser, served, contestant)) })
    }
    const ours = results.find(({ name }) => name === OURS)
    return {
      title: 'Bytes and requests on the wire',
      versions: Object.fromEntries(['posthog-js', '@segment/analytics-next'].map((name) => [name, versionOf(name)])),
      facts: { Chromium: browser.version() },
      text: [
        `${number(CALLS, 0)} calls with five properties, ${CHUNK} each ${PAUSE_MS} ms, to a scripted collector on loopback (HTTP/1.1). Bytes are all that came up its connections, as each tracker compresses it: bodies, heads, preflights.`,
        table(
          ['', 'bytes to ours', 'requests to ours', 'bytes an event', 'requests', 'sent again', 'arrived of ' + number(CALLS, 0)],
          results.map(({ name, bytes, requests, again, arrived }) => [
            name,
            ratio(bytes, ours.bytes),
            ratio(requests, ours.requests),
            number(bytes, 0),
            number(requests, 0),
            number(again, 0),
            number(arrived, 0),
          ]),
        ),
      ].join('\n\n'),
    }
  } finally {
    await browser.close()
    await served.close()
  }
}
