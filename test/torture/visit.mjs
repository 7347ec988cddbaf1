// Owns one visit to a corner: what a check may do there as a person or as the page, and what it may ask of the eyes.

/** What a corner found wrong. */
export class Pain extends Error {}

const REACH_PX = 40
/** Of the target, that may lie under the card: its shadow, a rounded corner. */
const UNDER_SHARE = 0.15

/** @param patienceMs - how long a check asks again before it gives up. */
export async function openVisit(browser, { url, id, library, patienceMs = 4_000, options }) {
  const { viewport = { width: 1280, height: 720 }, before, ...rest } = options
  const context = await browser.newContext({ viewport, ...rest })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  await before?.(page, context)
  const address = `${url}/${library}/${id}`
  const ready = () => page.waitForFunction(() => window.torture && window.tour)
  await page.goto(address)
  await ready()

  const look = (key, guide) => page.evaluate(([key, guide]) => window.torture.look(key, guide), [key, guide])
  const run = (work, given) => page.evaluate(work, given)

  /** Asks again until it is so. @throws {Pain} with the last answer. */
  async function until(what, ask, withinMs = 0) {
    const end = Date.now() + Math.max(withinMs, patienceMs)
    let answer
    for (;;) {
      answer = await ask()
      if (answer === true || answer?.ok) return answer
      if (Date.now() > end) throw new Pain(`${what}${answer?.why ? ` (${answer.why})` : ''}`)
      await page.evaluate(() => new Promise((resolve) => void requestAnimationFrame(resolve)))
    }
  }

  /** What is wrong with the place of the card; nothing where it is right. */
  function fault({ card, target, gap, under, said, free }, { title = true, beside = true } = {}) {
    if (!card) return 'no card'
    if (!target) return 'no target'
    if (title && !said) return 'the card of another step'
    if (card.onTop < 0.9) return `something lies over the card: ${Math.round(card.onTop * 100)} % can be pressed`
    if (!card.whole) return 'the card is cut by the screen'
    if (beside && gap > REACH_PX) return `the card is ${Math.round(gap)} px away from its target`
    if (beside && under > UNDER_SHARE) return `the card covers ${Math.round(under * 100)} % of its target`
    if (beside === 'seen' && !free) return 'the target cannot be seen'
    return undefined
  }

  const t = {
    id,
    library,
    page,
    context,
    errors,
    look,
    run,
    until,
    start: (index) => run((index) => window.torture.start(index), index),
    next: () => run(() => window.torture.next()),
    stop: () => run(() => window.torture.stop()),
    /** Presses the button that goes on, or the one with this text, with the mouse. */
    async press(text) {
      const [x, y] = await run((text) => window.torture.button(text), text)
      await page.mouse.click(x, y)
    },
    async clickTarget(key) {
      const { target } = await look(key)
      await page.mouse.click((target.left + target.right) / 2, (target.top + target.bottom) / 2)
    },
    /** Waits until the card of the step rests beside its target, on top and whole. @param seen - the target too can be seen. */
    async placed(key, { seen = false, title, withinMs } = {}) {
      let last
      await until(
        'the card is not at its target',
        async () => {
          const now = await look(key)
          const why = fault(now, { title, beside: seen ? 'seen' : true })
          const here = JSON.stringify([now.card?.left, now.card?.top])
          const rests = here === last
          last = here
          return why ? { why } : rests || { why: 'the card does not come to rest' }
        },
        withinMs,
      )
    },
    /** Waits until a card is whole and on top, wherever. */
    whole: (key) =>
      until('no whole card', async () => {
        const why = fault(await look(key), { beside: false })
        return why ? { why } : true
      }),
    gone: (what = 'the card stays', withinMs) => until(what, async () => !(await look()).card, withinMs),
    free: (css) => until(`${css} cannot be pressed`, () => run((css) => window.torture.free(css), css)),
    uncovered: (css) => until(`the card lies over ${css}`, async () => (await run((css) => window.torture.under(css), css)) === 0),
    /** Notes every frame while something happens. @returns the frames, with ms since the beginning. */
    async record(work, key) {
      await run((key) => window.torture.record(key), key)
      await work()
      return run(() => window.torture.recorded())
    },
    /** Looks on for so long: for what must not happen. */
    watch: (ms, key) => t.record(() => run((ms) => new Promise((resolve) => void setTimeout(resolve, ms)), ms), key),
    async never(ms, what) {
      const frames = await t.watch(ms)
      if (frames.some(({ seen }) => seen)) throw new Pain(what)
    },
    dress: () => run(() => window.torture.dress()),
    focus: () => run(() => window.torture.focus()),
    clicks: () => run(() => window.clicks),
    told: () => run(() => window.tour.told()),
    has: (name) => run((name) => Boolean(window.tour[name]), name),
    async reload() {
      await page.reload()
      await ready()
    },
    arrive: ready,
    reports: () => run(() => window.reports),
    close: () => context.close(),
  }
  return t
}

/** @throws {Pain} where it is not so. */
export function sure(so, what) {
  if (!so) throw new Pain(what)
}
