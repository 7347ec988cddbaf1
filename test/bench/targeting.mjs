// Owns the cost of deciding: rules over people, one tracked event with many guides, and what targeting adds to the SDK.
import { readdirSync, readFileSync } from 'node:fs'
import { launch, newContext, openPage } from './browser.mjs'
import { bundle, sizeOf } from './bundle.mjs'
import { median, number, ratio, table, versionOf } from './report.mjs'
import { servePages } from './server.mjs'
import { BY_HAND, createBench, OURS, PACKAGES } from './targeting-rules.mjs'

const ROUNDS = 7
const CONFIGURED = [10, 100, 1_000, 10_000]
/** One in so many guides waits for the event. */
const EVERY = 40
/** The same ten guides wait, however many there are. */
const TEN = [
  [10, 1],
  [10_000, 1_000],
]
const SDK = new URL('../../packages/sdk/src/', import.meta.url)

/** Takes every sample in turns, so that a busy minute of the machine hits all alike; the first round only warms up. */
async function collect(ask, { engines, ways, rules }) {
  const samples = new Map()
  const sample = async (round, key, ...asked) => {
    const value = await ask(...asked)
    if (round > 0) samples.set(key, [...(samples.get(key) ?? []), value])
  }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const engine of engines) await sample(round, `answer ${engine}`, 'answerNs', engine)
    for (const engine of [OURS, BY_HAND]) for (const rule of rules) if (round < 4) await sample(round, `rule ${rule} ${engine}`, 'answerNs', engine, rule)
    for (const way of ways) for (const configured of CONFIGURED) await sample(round, `event ${way} ${configured}`, 'eventNs', way, configured, EVERY)
    for (const way of [OURS, BY_HAND]) for (const [configured, every] of TEN) await sample(round, `ten ${way} ${configured}`, 'eventNs', way, configured, every)
  }
  const wrong = {}
  for (const engine of engines) wrong[engine] = await ask('wrong', engine)
  for (const configured of CONFIGURED) {
    const open = []
    for (const way of ways) open.push(await ask('open', way, configured, EVERY))
    if (new Set(open).size > 1) throw new Error(`Of ${configured} guides the ways show ${open.join(', ')}: they must show the same.`)
  }
  return { of: (key) => median(samples.get(key)), wrong }
}

async function inChromium() {
  const { files } = await bundle({ code: `import { createBench } from './targeting-rules.mjs'; window.bench = createBench()` })
  const served = await servePages({
    '/': { type: 'text/html', body: '<!doctype html><title>Bench</title><link rel="icon" href="data:,"><script src="entry.js"></script>' },
    '/entry.js': { type: 'text/javascript', body: files['entry.js'] },
  })
  const browser = await launch()
  try {
    const { page } = await openPage(await newContext(browser))
    page.setDefaultTimeout(0)
    await page.goto(served.url)
    const names = await page.evaluate(() => ({ engines: window.bench.engines, ways: window.bench.ways, rules: window.bench.rules }))
    const result = await collect((method, ...args) => page.evaluate(([method, args]) => window.bench[method](...args), [method, args]), names)
    return { ...result, version: browser.version() }
  } finally {
    await browser.close()
    await served.close()
  }
}

/** Names of values that the SDK takes from targeting. */
function importedBySdk() {
  const files = readdirSync(SDK, { recursive: true }).filter((file) => /\.tsx?$/.test(file) && !/(\.test\.|testing\/)/.test(file))
  const texts = files.map((file) => readFileSync(new URL(file, SDK), 'utf8'))
  const imports = texts.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '@foothold\/targeting'/g)].flatMap(([, names]) => names.split(',')))
  return [...new Set(imports.map((name) => name.trim()).filter((name) => name && !name.startsWith('type ')))].sort((a, b) => a.localeCompare(b))
}

export async function measure() {
  const bench = createBench()
  const node = await collect((method, ...args) => bench[method](...args), bench)
  console.error('  Node is done')
  const chromium = await inChromium()
  const places = [node, chromium]
  const { engines, ways, rules } = bench

  const peers = engines.filter((engine) => engine !== OURS && engine !== BY_HAND)
  const timesFastest = places.map(({ of }) => Math.min(...peers.map((engine) => of(`answer ${engine}`))) / of(`answer ${OURS}`))
  const answers = engines.map((engine) => [
    engine,
    ...places.flatMap(({ of }) => [number(1e3 / of(`answer ${engine}`), 2), ratio(of(`answer ${engine}`), of(`answer ${OURS}`))]),
    ...places.map(({ wrong }) => wrong[engine]),
  ])
  const slowest = rules
    .map((rule) => ({ rule, ours: node.of(`rule ${rule} ${OURS}`), hand: node.of(`rule ${rule} ${BY_HAND}`) }))
    .toSorted((a, b) => b.ours - a.ours)
    .map(({ rule, ours, hand }) => `${rule + 1}: ${number(ours, 0)} (${number(hand, 0)})`)
  const events = places.map(({ of }) =>
    table(
      ['', ...CONFIGURED.map((configured) => number(configured, 0))],
      [
        ...ways.map((way) => [way, ...CONFIGURED.map((configured) => number(of(`event ${way} ${configured}`) / 1e3, 2))]),
        ['ours to by hand', ...CONFIGURED.map((configured) => ratio(of(`event ${OURS} ${configured}`), of(`event ${BY_HAND} ${configured}`)))],
      ],
    ),
  )
  const ten = places.map(({ of }) => number(of(`ten ${OURS} 10000`) / of(`ten ${OURS} 10`), 2))

  const names = importedBySdk()
  const { files, initial } = await bundle({ code: `export { ${names.join(', ')} } from '@foothold/targeting'` }, { split: true })
  const size = sizeOf(initial.map((name) => files[name]))

  return {
    title: 'Targeting',
    versions: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    facts: { Chromium: chromium.version },
    text: [
      `20 rules as products have them, over 10,000 people, patterns and versions among them; ours are authored conditions, published and compiled. Medians of ${ROUNDS} samples, taken in turns.`,
      `### Million answers a second\n\n${table(['', 'Node', 'ours is faster', 'Chromium', 'ours is faster', 'wrong, Node', 'wrong, Chromium'], answers)}\n\nOurs to the fastest of the three engines: ${timesFastest.map((times) => `${times.toFixed(1)} ×`).join(' in Node, ')} in Chromium. Wrong answers are of 10,000. By rule in Node, ns an answer, by hand in brackets: ${slowest.join(', ')}.`,
      `### One tracked event (µs), by number of guides\n\nOne in ${EVERY} guides waits for the event. Ours and by hand look at those only, with every gate: moment, audience and frequency.\n\nNode\n\n${events[0]}\n\nChromium\n\n${events[1]}\n\nWhere ten guides wait for it, 10,000 guides cost ${ten[0]} × as much as ten in Node, ${ten[1]} × in Chromium.`,
      `### In the SDK\n\nWhat the SDK imports of targeting: ${number(size.min, 0)} bytes minified, ${number(size.gzip, 0)} with gzip, ${number(size.brotli, 0)} with brotli (${names.join(', ')}).`,
    ].join('\n\n'),
  }
}
