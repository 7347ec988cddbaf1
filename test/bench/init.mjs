// Owns the cost of starting on a page that was visited before: guides and scripts are in the browser's caches.
import { launch, newContext, openPage, sleep } from './browser.mjs'
import { BLANK, CONTESTANTS, OURS } from './contestant.mjs'
import { servedPages } from './pages.mjs'
import { median, number, percentile, ratio, table, versionOf } from './report.mjs'

/** Slowdowns of the main thread, each with its number of measured visits. */
const SPEEDS = [
  { throttle: 1, runs: 15 },
  { throttle: 4, runs: 9 },
]
/** Visits before the one that is measured: Chromium keeps compiled code from the third on. */
const WARM_VISITS = 2
const LOOK_MS = 2_500

async function visit(context, address, throttle = 1) {
  const { page, taskMs, close } = await openPage(context, { throttle })
  await page.addInitScript(() => {
    window.longTasksMs = []
    new PerformanceObserver((list) => window.longTasksMs.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
      buffered: true,
    })
  })
  const begunMs = Date.now()
  await page.goto(address)
  await page.evaluate(() => window.bench.settled)
  await sleep(LOOK_MS - (Date.now() - begunMs))
  const result = { taskMs: await taskMs(), ...(await page.evaluate(() => ({ startMs: window.bench.startMs, longestMs: Math.max(0, ...window.longTasksMs) }))) }
  await close()
  return result
}

export async function measure() {
  const contestants = [...CONTESTANTS.filter(({ name }) => !name.endsWith('batching')), BLANK]
  const served = await servedPages(contestants)
  const browser = await launch()
  try {
    const contexts = new Map()
    for (const contestant of contestants) {
      const context = await newContext(browser)
      contexts.set(contestant, context)
      for (let i = 0; i < WARM_VISITS; i++) await visit(context, served.addressOf(contestant))
    }
    const texts = []
    for (const speed of SPEEDS) texts.push(await measureAt(speed, { contestants, contexts, served }))
    return {
      title: 'Starting (ms of the main thread)',
      versions: Object.fromEntries(['posthog-js', '@segment/analytics-next'].map((name) => [name, versionOf(name)])),
      facts: { Chromium: browser.version() },
      text: [
        `Medians of visits to a page visited ${WARM_VISITS} times before, so that scripts and published guides (20) are cached. *Call*: until \`createFoothold\`, \`init\` or \`load\` has returned. *All*: CPU time of the main thread in the first ${LOOK_MS / 1000} s, loading and running the script included, less that of a blank page. analytics-next puts its work off to later tasks, so its call says little; its settings are given to it, it need not fetch them.`,
        ...texts,
      ].join('\n\n'),
    }
  } finally {
    await browser.close()
    await served.close()
  }
}

async function measureAt({ throttle, runs }, { contestants, contexts, served }) {
  const results = new Map(contestants.map((contestant) => [contestant, []]))
  for (let run = 0; run < runs; run++) {
    for (const contestant of contestants) results.get(contestant).push(await visit(contexts.get(contestant), served.addressOf(contestant), throttle))
    if (run % 5 === 4) console.error(`  ${throttle} ×: ${run + 1} of ${runs} rounds`)
  }
  const of = (contestant, what) => results.get(contestant).map((result) => result[what])
  const blankMs = median(of(BLANK, 'taskMs'))
  const wholeMs = (contestant) => median(of(contestant, 'taskMs')) - blankMs
  const ours = contestants.find(({ name }) => name === OURS)
  const rows = contestants
    .filter((contestant) => contestant !== BLANK)
    .map((contestant) => [
      contestant.name,
      ratio(wholeMs(contestant), wholeMs(ours)),
      ratio(median(of(contestant, 'startMs')), median(of(ours, 'startMs'))),
      number(wholeMs(contestant)),
      number(median(of(contestant, 'startMs')), 2),
      number(percentile(of(contestant, 'startMs'), 0.95), 2),
      median(of(contestant, 'longestMs')) ? number(median(of(contestant, 'longestMs')), 0) : '< 50',
    ])
  const heading = throttle === 1 ? 'At full speed' : `Main thread slowed ${throttle} times`
  return `### ${heading}, ${runs} visits (blank page ${number(blankMs)})\n\n${table(['', 'all to ours', 'call to ours', 'all, median', 'call, median', 'call, p95', 'longest task'], rows)}`
}
