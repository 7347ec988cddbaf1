// Owns the page on which guides are measured: 5,000 elements, two targets, a box that scrolls. It must not know who is measured.

const ELEMENTS = 5_000
const PER_ROW = 9

/** @param head - the tags of the contestant. */
export function toPage(head) {
  const rows = Array.from({ length: Math.round(ELEMENTS / PER_ROW) }, (_, i) => {
    const mark = i === 4 ? ' id="target-2"' : ''
    return `<tr${i % 2 ? ' class="odd"' : ''}><td><a href="#${i}">Order ${i}</a></td><td${mark}>Customer ${i % 97}</td><td><span class="tag">open</span></td><td>${i * 13} €</td><td><button>Edit</button></td></tr>`
  })
  const lines = Array.from({ length: 40 }, (_, i) => `<p${i === 20 ? ' id="target-3"' : ''}>Line ${i}</p>`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Orders</title><link rel="icon" href="data:,">
<style>body { font: 14px/1.4 sans-serif; margin: 0 } header { padding: 12px 24px } #box { height: 420px; width: 300px; overflow: auto; position: absolute; right: 40px; top: 90px; background: #fff; border: 1px solid #ccc } #box p { margin: 0; height: 44px } .odd { background: #f6f6f6 } td { padding: 4px 12px }</style>
<body><div id="push"></div><header><button id="target-1">Create</button></header><table><tbody>${rows.join('')}</tbody></table><div id="box">${lines.join('')}</div>
<script>
// notes the place of card and target as it was painted, frame by frame
window.watch = (target, work, ms) => new Promise((resolve) => {
  const samples = [], channel = new MessageChannel(), element = document.querySelector(target)
  let begun, each
  channel.port1.onmessage = () => {
    const at = performance.now() - begun
    const card = window.bench.popover()
    const box = card?.isConnected && card.checkVisibility({ visibilityProperty: true }) ? card.getBoundingClientRect() : undefined
    let opacity = 1
    for (let one = box && card; one instanceof Element; one = one.parentElement) opacity *= Number(getComputedStyle(one).opacity)
    const { left, top } = element.getBoundingClientRect()
    samples.push({ at, left: box?.left, top: box?.top, width: box?.width, opacity, target: [left, top] })
    if (at > ms) resolve(samples)
    else { each?.(at); requestAnimationFrame(() => channel.port2.postMessage(0)) }
  }
  requestAnimationFrame(() => setTimeout(() => {
    begun = performance.now()
    each = work()
    requestAnimationFrame(() => channel.port2.postMessage(0))
  }, 3))
})
window.shifts = 0
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value }).observe({ type: 'layout-shift', buffered: true })
</script>
${head}`
}
