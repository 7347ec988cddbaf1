// Owns the cost of starting: on a page that was visited before, with guides and scripts in the browser's caches, and on one that
// was not.
import { launch, newContext, openPage, sleep } from './browser.mjs'
import { AGAIN_BY_TAG, BLANK, CONTESTANTS, NEWCOMERS, OURS } from './contestant.mjs'
import { servedPages } from './pages.mjs'
import { median, number, percentile, ratio, table, versionOf } from './report.mjs'

/** Slowdowns of the main thread, each with its number of measured visits; `first`: nothing is in the caches; `long`: it is looked at twice. */
const SPEEDS = [
  { throttle: 1, runs: 15 },
  { throttle: 4, runs: 9 },
]
const FIRST = [
  { throttle: 1, runs: 9, first: true, long: true },
  { throttle: 4, runs: 5, first: true },
]
/** Visits before the one that is measured: Chromium keeps compiled code from the third on. */
const WARM_VISITS = 2
const LOOK_MS = 2_500
/** By then everybody has sent the page view. */
const LONG_MS = 5_000

async function visit(context, address, { throttle = 1, long } = {}) {
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
  const result = { taskMs: await taskMs() }
  if (long) {
    await sleep(LONG_MS - (Date.now() - begunMs))
    result.longMs = await taskMs()
  }
  Object.assign(result, await page.evaluate(() => ({ startMs: window.bench.startMs, longestMs: Math.max(0, ...window.longTasksMs) })))
  await close()
  return result
}

export async function measure() {
  const [first, ...others] = CONTESTANTS.filter(({ name }) => !name.endsWith('batching'))
  const contestants = [first, AGAIN_BY_TAG, ...others, BLANK]
  const newcomers = [...NEWCOMERS, BLANK]
  const served = await servedPages(contestants)
  const servedFirst = await servedPages(newcomers)
  const browser = await launch()
  try {
    const contexts = new Map()
    for (const contestant of contestants) {
      const context = await newContext(browser)
      contexts.set(contestant, context)
      for (let i = 0; i < WARM_VISITS; i++) await visit(context, served.addressOf(contestant))
    }
    const texts = []
    for (const speed of FIRST) texts.push(await measureAt(speed, { contestants: newcomers, served: servedFirst, open: () => newContext(browser) }))
    for (const speed of SPEEDS) texts.push(await measureAt(speed, { contestants, served, open: (contestant) => contexts.get(contestant) }))
    return {
      title: 'Starting (ms of the main thread)',
      versions: Object.fromEntries(['posthog-js', '@segment/analytics-next'].map((name) => [name, versionOf(name)])),
      facts: { Chromium: browser.version() },
      text: [
        `Medians. A first visit has nothing in the browser's caches; each tracker fetches its settings (ours: 20 published guides) and tracks the page view, as it does by default. A visit again comes after ${WARM_VISITS} others, so that scripts and guides are cached. *Call*: until \`createFoothold\`, \`init\` or \`load\` has returned. *All*: CPU time of the main thread in the first ${LOOK_MS / 1000} s, loading and running the script included, less that of a blank page. analytics-next puts its work off to later tasks, so its call says little; on a visit again its settings are given to it, it need not fetch them. Ours sends a page view after three seconds with what has followed, hence the column of ${LONG_MS / 1000} s. *Its own files*: as the script tag loads them; the other rows are bundled by esbuild.`,
        ...texts,
      ].join('\n\n'),
    }
  } finally {
    await browser.close()
    await Promise.all([served.close(), servedFirst.close()])
  }
}

async function measureAt({ throttle, runs, first, long }, { contestants, served, open }) {
  const results = new Map(contestants.map((contestant) => [contestant, []]))
  for (let run = 0; run < runs; run++) {
    for (const contestant of contestants) {
      const context = await open(contestant)
      results.get(contestant).push(await visit(context, served.addressOf(contestant), { throttle, long }))
      if (first) await context.close()
    }
    if (run % 5 === 4) console.error(`  ${throttle} ×: ${run + 1} of ${runs} rounds`)
  }
  const of = (contestant, what) => results.get(contestant).map((result) => result[what])
  const lessBlank = (contestant, what) => median(of(contestant, what)) - median(of(BLANK, what))
  const wholeMs = (contestant) => lessBlank(contestant, 'taskMs')
  const ours = contestants.find(({ name }) => name === OURS)
  const startsOf = (contestant) => of(contestant, 'startMs').filter((ms) => ms !== undefined)
  const rows = contestants
    .filter((contestant) => contestant !== BLANK)
    .map((contestant) => {
      const starts = startsOf(contestant)
      return [
        contestant.name,
        ratio(wholeMs(contestant), wholeMs(ours)),
        starts.length ? ratio(median(starts), median(startsOf(ours))) : '–',
        number(wholeMs(contestant)),
        ...(long ? [number(lessBlank(contestant, 'longMs'))] : []),
        starts.length ? number(median(starts), 2) : '–',
        starts.length ? number(percentile(starts, 0.95), 2) : '–',
        median(of(contestant, 'longestMs')) ? number(median(of(contestant, 'longestMs')), 0) : '< 50',
      ]
    })
  const head = [
    '',
    'all to ours',
    'call to ours',
    'all, median',
    ...(long ? [`the same of ${LONG_MS / 1000} s`] : []),
    'call, median',
    'call, p95',
    'longest task',
  ]
  const heading = throttle === 1 ? 'at full speed' : `main thread slowed ${throttle} times`
  return `### ${first ? 'First visit' : 'Visited again'}, ${heading}, ${runs} visits (blank page ${number(median(of(BLANK, 'taskMs')))})\n\n${table(head, rows)}`
}
