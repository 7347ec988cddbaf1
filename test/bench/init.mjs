// Owns the cost of starting on a page that was visited before: guides and scripts are in the browser's caches.
import { launch, newContext, openPage, sleep } from './browser.mjs'
import { BLANK, CONTESTANTS, OURS } from './contestant.mjs'
import { servedPages } from './pages.mjs'
import { median, number, percentile, ratio, table, versionOf } from './report.mjs'

const RUNS = 15
/** Visits before the one that is measured: Chromium keeps compiled code from the third on. */
const WARM_VISITS = 2
const LOOK_MS = 2_000

async function visit(context, address) {
  const { page, taskMs, close } = await openPage(context)
  await page.addInitScript(() => {
    window.longTasksMs = []
    new PerformanceObserver((list) => window.longTasksMs.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
      buffered: true,
    })
  })
  await page.goto(address)
  await page.evaluate(() => window.bench.settled)
  await sleep(LOOK_MS)
  const result = { taskMs: await taskMs(), ...(await page.evaluate(() => ({ startMs: window.bench.startMs, longestMs: Math.max(0, ...window.longTasksMs) }))) }
  await close()
  return result
}

export async function measure() {
  const contestants = [...CONTESTANTS.filter(({ name }) => !name.endsWith('batching')), BLANK]
  const served = await servedPages(contestants)
  const browser = await launch()
  const results = new Map(contestants.map((contestant) => [contestant, []]))
  try {
    const contexts = new Map()
    for (const contestant of contestants) {
      const context = await newContext(browser)
      contexts.set(contestant, context)
      for (let i = 0; i < WARM_VISITS; i++) await visit(context, served.addressOf(contestant))
    }
    for (let run = 0; run < RUNS; run++) {
      for (const contestant of contestants) results.get(contestant).push(await visit(contexts.get(contestant), served.addressOf(contestant)))
      if (run % 5 === 4) console.error(`  ${run + 1} of ${RUNS} rounds`)
    }
    const of = (contestant, what) => results.get(contestant).map((result) => result[what])
    const blankMs = median(of(BLANK, 'taskMs'))
    const wholeMs = (contestant) => median(of(contestant, 'taskMs')) - blankMs
    const ours = contestants.find(({ name }) => name === OURS)
    return {
      title: 'Starting (ms of the main thread)',
      versions: Object.fromEntries(['posthog-js', '@segment/analytics-next'].map((name) => [name, versionOf(name)])),
      facts: { Chromium: browser.version() },
      text: [
        `Medians of ${RUNS} visits to a page visited ${WARM_VISITS} times before, so that scripts and published guides (20) are cached. *Call*: until \`createFoothold\`, \`init\` or \`load\` has returned. *All*: CPU time of the main thread in the first ${LOOK_MS / 1000} s, loading and running the script included, less that of a blank page (${number(blankMs)}). analytics-next puts its work off to later tasks, so its call says little; its settings are given to it, it need not fetch them.`,
        table(
          ['', 'call, median', 'call, p95', 'to ours', 'all, median', 'to ours', 'longest task'],
          contestants
            .filter((contestant) => contestant !== BLANK)
            .map((contestant) => [
              contestant.name,
              number(median(of(contestant, 'startMs')), 2),
              number(percentile(of(contestant, 'startMs'), 0.95), 2),
              ratio(median(of(contestant, 'startMs')), median(of(ours, 'startMs'))),
              number(wholeMs(contestant)),
              ratio(wholeMs(contestant), wholeMs(ours)),
              median(of(contestant, 'longestMs')) ? number(median(of(contestant, 'longestMs')), 0) : '< 50',
            ]),
        ),
      ].join('\n\n'),
    }
  } finally {
    await browser.close()
    await served.close()
  }
}
