// Owns what a guide costs on a page that shows it: first paint in place, next step, scrolling, layout shifts, standing still,
// heap; ours beside the peers and the floor, in turns.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { guideSchema } from '@foothold/protocol/schema'
import { compileBundle } from '@foothold/targeting'
import { leak } from '../torture/leak.mjs'
import { launch, newContext, openPage, sleep } from './browser.mjs'
import { bundle } from './bundle.mjs'
import { toPage } from './guides-page.mjs'
import { median, number, ratio, table, versionOf } from './report.mjs'
import { serveCollector, servePages } from './server.mjs'
import { IN_BOX, STEPS } from './tour/steps.mjs'

const OURS = 'Foothold'
const BARE = 'bare preact + floating-ui'
const CONTESTANTS = [
  { name: OURS, file: 'foothold' },
  { name: BARE, file: 'bare' },
  { name: 'driver.js', file: 'driver' },
  { name: 'shepherd.js', file: 'shepherd' },
  { name: 'intro.js', file: 'intro' },
  { name: 'react-joyride', file: 'joyride' },
]
const ROUNDS = 5
const ROUNDS_AS_SHIPPED = 2
const CYCLES = 100
/** No library's transitions, and what asks the browser for calm gets it. */
const CALM = '<style>* { transition: none !important; animation: none !important }</style><script>window.calm = true</script>'
const SHIPPED = ['foothold.js', 'foothold-guide.js', 'foothold-ui.js']

const toGuide = (key, steps) =>
  guideSchema.parse({
    kind: 'tour',
    key,
    goal: null,
    why: 'a benchmark',
    when: { manual: true },
    // each visit begins anew
    session: { onLeave: 'end' },
    steps: steps.map(({ target, title, text }, i) => ({ key: `step-${i}`, title, body: text, placement: 'bottom', target: { find: [{ css: target }] } })),
  })

function published() {
  const guides = [toGuide('bench', STEPS), toGuide('in-box', IN_BOX)]
  const version = createHash('sha256').update(JSON.stringify(guides)).digest('hex').slice(0, 16)
  return compileBundle(version, { guides, model: { segments: [], milestones: [], features: [] } })
}

async function serve(collector) {
  const routes = {}
  for (const { name, file } of CONTESTANTS) {
    const { files } = await bundle({ entry: `test/bench/tour/${file}.mjs` })
    for (const [path, body] of Object.entries(files)) routes[`/${file}/${path}`] = { type: path.endsWith('.css') ? 'text/css' : 'text/javascript', body }
    const tag = name === OURS ? `<script src="foothold.js" data-key="fh_pub_benchmark000" data-endpoint="${collector.url}" data-pages="off"></script>` : ''
    const style = files['entry.css'] ? '<link rel="stylesheet" href="entry.css">' : ''
    routes[`/${file}/calm`] = { type: 'text/html', body: toPage(`${CALM}${style}${tag}<script src="entry.js"></script>`) }
    routes[`/${file}/shipped`] = { type: 'text/html', body: toPage(`${style}${tag}<script src="entry.js"></script>`) }
  }
  for (const name of SHIPPED) {
    const body = await readFile(new URL(`../../packages/sdk/dist/browser/${name}`, import.meta.url), 'utf8')
    routes[`/foothold/${name}`] = { type: 'text/javascript', body }
  }
  return servePages(routes)
}

const evaluate = (page, target, call, ms) => page.evaluate(([target, call, ms]) => window.watch(target, () => window.bench[call](), ms), [target, call, ms])

/** ms until the card was painted where it stays: full, within 2 px. @returns `undefined` where it never was. */
function placedAfter(samples) {
  const last = samples.at(-1)
  if (last.left === undefined) return undefined
  const wrong = samples.findLastIndex(
    ({ left, top, opacity }) => left === undefined || Math.abs(left - last.left) > 2 || Math.abs(top - last.top) > 2 || opacity < 0.95,
  )
  return samples[wrong + 1]?.at
}

async function visit(context, address, look) {
  const opened = await openPage(context)
  try {
    await opened.page.goto(address)
    await opened.page.waitForFunction(() => window.bench)
    await sleep(400)
    return await look(opened)
  } finally {
    await opened.close()
  }
}

/** Waits until a card is there, or is not. */
const waitFor = (page, there) =>
  page.waitForFunction((there) => Boolean(window.bench.popover()?.checkVisibility({ visibilityProperty: true })) === there, there)

/** CPU time of the main thread that showing costs, less that of looking on. */
async function showing({ page, taskMs }) {
  await page.evaluate(() => window.bench.start())
  await waitFor(page, true)
  await sleep(700)
  await page.evaluate(() => window.bench.stop())
  await waitFor(page, false)
  await sleep(700)
  const during = async (work) => {
    const before = await taskMs()
    await work()
    return (await taskMs()) - before
  }
  const nothing = await during(() => page.evaluate((target) => window.watch(target, () => undefined, 700), STEPS[0].target))
  const first = await during(() => evaluate(page, STEPS[0].target, 'start', 700))
  const next = await during(() => evaluate(page, STEPS[1].target, 'next', 700))
  return { firstCpu: Math.max(0, first - nothing), nextCpu: Math.max(0, next - nothing) }
}

const firstAndNext =
  (settleMs) =>
  async ({ page }) => {
    // everything that is loaded on first need is there
    await page.evaluate(() => window.bench.start())
    await waitFor(page, true)
    await sleep(settleMs)
    await page.evaluate(() => window.bench.stop())
    await waitFor(page, false)
    await sleep(settleMs)
    const first = placedAfter(await evaluate(page, STEPS[0].target, 'start', settleMs))
    const next = placedAfter(await evaluate(page, STEPS[1].target, 'next', settleMs))
    const shifts = await page.evaluate(() => window.shifts)
    return { first, next, shifts }
  }

const cold = async ({ page }) => ({ first: placedAfter(await evaluate(page, STEPS[0].target, 'start', 900)) })

async function standing({ page, taskMs }) {
  const during = async (ms) => {
    const before = await taskMs()
    await sleep(ms)
    return (await taskMs()) - before
  }
  await sleep(500)
  const without = await during(4_000)
  await page.evaluate(() => window.bench.start())
  await waitFor(page, true)
  await sleep(1_000)
  // ours tells the collector what was seen, once
  const told = await during(4_000)
  return { tellMs: Math.max(0, told - without), idleMs: Math.max(0, (await during(4_000)) - without) / 4 }
}

/** A second of scrolling the box, to and fro; each step follows the paint of the one before, as a wheel's do. */
async function scrolling({ page }) {
  await page.evaluate(() => document.querySelector('#box').scrollTo(0, 760))
  await page.evaluate(() => window.bench.startInBox())
  await waitFor(page, true)
  await sleep(1_200)
  const samples = await page.evaluate(() =>
    window.watch(
      '#target-3',
      () => {
        const box = document.querySelector('#box')
        const from = box.scrollTop
        return (at) => void (box.scrollTop = from + Math.round(60 * Math.sin((at / 1_000) * 2 * Math.PI)))
      },
      1_000,
    ),
  )
  const offset = ({ left, top, target }) => (left === undefined ? Infinity : Math.hypot(left - target[0] - base[0], top - target[1] - base[1]))
  const base = [samples[0].left - samples[0].target[0], samples[0].top - samples[0].target[1]]
  return { frames: samples.length, misplaced: samples.filter((sample) => offset(sample) > 2).length }
}

/** ms until the card has followed a layout shift of 90 px. */
async function shift({ page }) {
  await page.evaluate(() => window.bench.start())
  await waitFor(page, true)
  await sleep(1_200)
  const base = await page.evaluate(() => window.bench.popover().getBoundingClientRect().top - document.querySelector('#target-1').getBoundingClientRect().top)
  const samples = await page.evaluate(() => window.watch('#target-1', () => void (document.querySelector('#push').style.height = '90px'), 1_000))
  const wrong = samples.findLastIndex(({ top, target }) => !(Math.abs(top - target[1] - base) <= 2))
  return { followMs: samples[wrong + 1]?.at }
}

/** What 100 times opening and closing leave behind. */
async function cycles({ page }) {
  await page.evaluate(() => {
    const frame = () => new Promise((resolve) => void requestAnimationFrame(resolve))
    const until = async (there) => {
      while (Boolean(window.bench.popover()?.checkVisibility({ visibilityProperty: true })) !== there) await frame()
    }
    window.cycle = async () => {
      window.bench.start()
      await until(true)
      window.bench.stop()
      await until(false)
    }
  })
  return leak(page, CYCLES)
}

export async function measure() {
  const collector = await serveCollector(published())
  const pages = await serve(collector)
  const browser = await launch()
  const addressOf = ({ file }, mode) => `${pages.url}/${file}/${mode}`
  try {
    const results = new Map()
    for (const contestant of CONTESTANTS) results.set(contestant, { calm: [], shipped: [], cold: [] })
    const contexts = new Map()
    for (const contestant of CONTESTANTS) contexts.set(contestant, await newContext(browser, { reducedMotion: 'reduce' }))
    for (let round = 0; round < ROUNDS; round++) {
      for (const contestant of CONTESTANTS) {
        const of = results.get(contestant)
        const play = (mode, look) => visit(contexts.get(contestant), addressOf(contestant, mode), look)
        of.calm.push({ ...(await play('calm', firstAndNext(700))), ...(await play('calm', showing)) })
        if (contestant.name === OURS) of.cold.push(await play('calm', cold))
      }
      console.error(`  animations off: ${round + 1} of ${ROUNDS} rounds`)
    }
    for (const contestant of CONTESTANTS) {
      const of = results.get(contestant)
      const moving = await newContext(browser)
      for (let round = 0; round < ROUNDS_AS_SHIPPED; round++) of.shipped.push(await visit(moving, addressOf(contestant, 'shipped'), firstAndNext(1_200)))
      const play = (look) => visit(contexts.get(contestant), addressOf(contestant, 'calm'), look)
      Object.assign(of, await play(standing), await play(scrolling), await play(shift), { leak: await play(cycles) })
      await moving.close()
      console.error(`  ${contestant.name}: scrolling, standing, leaving`)
    }
    return { title: 'Guides on a page of 5,000 elements', versions: versions(), facts: { Chromium: browser.version() }, text: report(results) }
  } finally {
    await browser.close()
    await pages.close()
    await collector.close()
  }
}

const versions = () =>
  Object.fromEntries(['driver.js', 'shepherd.js', 'intro.js', 'react-joyride', 'react', 'preact', '@floating-ui/dom'].map((name) => [name, versionOf(name)]))

const middle = (list, what) => {
  const values = list.map((one) => one[what]).filter((value) => value !== undefined)
  return values.length > list.length / 2 ? median(values) : undefined
}
const ms = (value, digits = 0) => (value === undefined ? 'never' : number(value, digits))

function report(results) {
  const of = (name) => results.get(CONTESTANTS.find((one) => one.name === name))
  const ours = of(OURS)
  const oursFirst = middle(ours.calm, 'first')
  const oursNext = middle(ours.calm, 'next')
  const timing = CONTESTANTS.map((contestant) => {
    const { calm, shipped } = results.get(contestant)
    const [first, next] = [middle(calm, 'first'), middle(calm, 'next')]
    return [
      contestant.name,
      ratio(first, oursFirst),
      ratio(next, oursNext),
      ms(first),
      ms(next),
      ms(middle(calm, 'firstCpu')),
      ms(middle(calm, 'nextCpu')),
      ms(middle(shipped, 'first')),
      ms(middle(shipped, 'next')),
    ]
  })
  const still = CONTESTANTS.map((contestant) => {
    const { calm, idleMs, frames, misplaced, followMs, leak: left } = results.get(contestant)
    const kilobytes = left.heapBytes / 1000
    return [
      contestant.name,
      `${misplaced} of ${frames}`,
      ms(followMs),
      number(idleMs),
      number(Math.max(...calm.map(({ shifts }) => shifts)), 2),
      number(kilobytes, 0),
      left.listeners,
      left.nodes,
    ]
  })
  const fastest = Math.min(...CONTESTANTS.filter(({ name }) => name !== OURS && name !== BARE).map(({ name }) => middle(of(name).calm, 'first') ?? Infinity))
  const coldMs = middle(ours.cold, 'first')
  return [
    `Every page has 5,000 elements and the same two targets; ours is the built script, with guides from a collector. What is loaded on first need has been loaded; each round is a visit of its own, in turns, ${ROUNDS} rounds. *First*: from the call that decides to the frame in which the card is painted where it stays, full and within 2 px. *Next*: the same from one step to the other. *CPU*: of the main thread, all that showing costs in 0.7 s, looking on not counted; *first* and *next* wait for frames, which come every 17 ms. As shipped: with the library's own entrance, at rest.`,
    `### Until it is there (ms)\n\n${table(['', 'first to ours', 'next to ours', 'first', 'next', 'CPU, first', 'CPU, next', 'first, as shipped', 'next, as shipped'], timing)}`,
    `Ours to the bare card: ${(oursFirst / middle(of(BARE).calm, 'first')).toFixed(2)} × first, ${(oursNext / middle(of(BARE).calm, 'next')).toFixed(2)} × next; to the fastest of the libraries: ${(oursFirst / fastest).toFixed(2)} × first; the bare card itself is at ${(middle(of(BARE).calm, 'first') / fastest).toFixed(2)} × the fastest library. All that is done within a frame is painted with it, so that nobody can be far below the bare card. Where the drawing part has not been loaded and is in the browser's cache: ${ms(coldMs)} ms, ${ms(coldMs - oursFirst)} more.`,
    `### While it is there\n\nHeap, without compiled code, listeners and nodes: what 100 times opening and closing leave behind. Standing still: from five seconds on; some three seconds after it was seen, ours tells the collector, which costs ${number(ours.tellMs)} ms once.\n\n${table(['', 'frames off by > 2 px in a second of scrolling', 'follows a shift of 90 px, ms', 'standing still, ms of main thread a second', 'CLS', `heap after ${CYCLES} times, kB`, 'listeners', 'nodes'], still)}`,
  ].join('\n\n')
}
