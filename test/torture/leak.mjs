// Owns counting what a page keeps after something was opened and closed again and again. It must not know what.

const WARM_UP = 40
/**
 * Of a heap snapshot: what the engine makes of code that runs often, and what it keeps of styles it has computed (four times the cycles
 * leave less than twice as much of them), which is nobody's to free. Nodes and listeners are counted of themselves.
 */
const ENGINE = new Set(['code', 'object shape', 'native'])

/** Bytes on the heap, compiled code apart; listeners and nodes. The garbage has gone. */
async function count(session) {
  let text = ''
  const hear = ({ chunk }) => (text += chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', hear)
  await session.send('HeapProfiler.takeHeapSnapshot')
  session.off('HeapProfiler.addHeapSnapshotChunk', hear)
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value
  return { heapBytes: weigh(JSON.parse(text)), listeners: of('JSEventListeners'), nodes: of('Nodes') }
}

function weigh({ nodes, snapshot: { meta } }) {
  const [size, type] = ['self_size', 'type'].map((field) => meta.node_fields.indexOf(field))
  let bytes = 0
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) if (!ENGINE.has(meta.node_types[type][nodes[at + type]])) bytes += nodes[at + size]
  return bytes
}

/**
 * Runs `window.cycle()` of the page, which opens and closes once, again and again.
 *
 * @returns how much more there is of heap (bytes), listeners and nodes than before, after cycles that fill the caches.
 */
export async function leak(page, cycles = 100) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await session.send('HeapProfiler.enable')
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
