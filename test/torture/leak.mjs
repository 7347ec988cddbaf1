// Owns counting what a page keeps after something was opened and closed again and again. It must not know what.

const WARM_UP = 10

/** Heap in bytes, listeners and nodes, after the garbage has gone. */
async function count(session) {
  // what is freed may hold what is freed by the next
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value
  return { heapBytes: of('JSHeapUsedSize'), listeners: of('JSEventListeners'), nodes: of('Nodes') }
}

/**
 * Runs `window.cycle()` of the page, which opens and closes once, again and again.
 *
 * @returns how much more there is of heap (bytes), listeners and nodes than before, after a few cycles that fill the caches.
 */
export async function leak(page, cycles = 100) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  // in the page: what crosses to it leaves traces of its own
  const run = (times) =>
    page.evaluate(async (times) => {
      for (let i = 0; i < times; i++) await window.cycle()
    }, times)
  await run(WARM_UP)
  const before = await count(session)
  await run(cycles)
  const after = await count(session)
  await session.detach()
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]]))
}
