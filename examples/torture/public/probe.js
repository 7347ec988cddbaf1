// Owns looking at a corner in the page's own terms: where the card is, whether it can be seen and pressed, where its target is.
// The same for every library; it must not know any.

const list = () => [...document.querySelectorAll('script.guide')].map((script) => JSON.parse(script.textContent))
const guides = list()

/** Element and place in the top window, through open shadow roots (`>>>`) and a frame of the same origin. */
function resolve(find, frame) {
  let root = document
  let left = 0
  let top = 0
  if (frame) {
    const holder = document.querySelector(frame)
    const box = holder.getBoundingClientRect()
    root = holder.contentDocument
    left = box.left + holder.clientLeft
    top = box.top + holder.clientTop
  }
  const css = 'attr' in find ? `[${find.attr.replace(/=(.*)/, '="$1"')}]` : find.css
  let element
  for (const part of css.split('>>>')) {
    element = root?.querySelector(part.trim())
    root = element?.shadowRoot
  }
  return element && { element, left, top }
}

/** Where the target of a step is on the screen; the last way is the one that is meant. */
function targetOf(step) {
  const found = resolve(step.target.find.at(-1), step.target.frame)
  if (!found?.element.isConnected) return undefined
  const box = found.element.getBoundingClientRect()
  return box.width && box.height ? shift(box, found.left, found.top) : undefined
}
const shift = (box, dx, dy) => ({ left: box.left + dx, top: box.top + dy, right: box.right + dx, bottom: box.bottom + dy, width: box.width, height: box.height })

/** The innermost element at a point, through open shadow roots. */
function elementAt(x, y, root = document) {
  const element = root.elementFromPoint(x, y)
  return element?.shadowRoot && element.shadowRoot.elementFromPoint(x, y) !== element ? (elementAt(x, y, element.shadowRoot) ?? element) : element
}
const holds = (outer, node) => {
  for (let at = node; at; at = at.parentNode ?? at.host) if (at === outer) return true
  return false
}

function pointsOf({ left, top, right, bottom }) {
  const points = []
  for (const x of [0.04, 0.25, 0.5, 0.75, 0.96]) for (const y of [0.06, 0.5, 0.94]) points.push([left + (right - left) * x, top + (bottom - top) * y])
  return points
}

/** What can be seen of the card now; `undefined` where there is none. */
function card() {
  const element = window.tour.popover()
  if (!element?.isConnected) return undefined
  const box = element.getBoundingClientRect()
  if (!box.width || !box.height || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return undefined
  let opacity = 1
  for (let at = element; at instanceof Element; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity)
  if (opacity < 0.2) return undefined
  const { left, top, right, bottom, width, height } = box
  if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return undefined
  const points = pointsOf(box)
  const style = getComputedStyle(element)
  return {
    left, top, right, bottom, width, height,
    /** Share of the points that a click would reach. */
    onTop: points.filter(([x, y]) => holds(element, elementAt(x, y))).length / points.length,
    whole: left >= -1 && top >= -1 && right <= document.documentElement.clientWidth + 1 && bottom <= innerHeight + 1,
    direction: style.direction,
    text: textOf(element),
  }
}
const textOf = (element) => (element.innerText ?? element.textContent).replace(/\s+/g, ' ').trim()

/** Distance of card and target, and the share of the target that lies under the card. */
function gapTo(box, target) {
  const dx = Math.max(target.left - box.right, box.left - target.right, 0)
  const dy = Math.max(target.top - box.bottom, box.top - target.bottom, 0)
  const across = Math.max(0, Math.min(box.right, target.right) - Math.max(box.left, target.left))
  const down = Math.max(0, Math.min(box.bottom, target.bottom) - Math.max(box.top, target.top))
  return { gap: Math.hypot(dx, dy), under: (across * down) / (target.width * target.height) }
}

/** Card and target of the step with this key; default the first. */
function look(key, guide = 0) {
  const step = guides[guide].steps.find((one) => one.key === key) ?? guides[guide].steps[0]
  const seen = card()
  const target = targetOf(step)
  return {
    card: seen,
    target,
    said: Boolean(seen && seen.text.includes(step.title.slice(0, 20))),
    ...(seen && target ? gapTo(seen, target) : {}),
    /** Whether a click at the middle of the target would reach it. */
    free: Boolean(target && reaches(step, target)),
    scroll: [Math.round(scrollX), Math.round(scrollY)],
  }
}
function reaches(step, { left, right, top, bottom }) {
  const { element } = resolve(step.target.find.at(-1), step.target.frame)
  const hit = elementAt((left + right) / 2, (top + bottom) / 2)
  return holds(element, hit) || hit?.contentDocument?.contains(element) === true
}

const frames = []
let recording = 0
/** Notes what is seen in every frame until `stopped`. */
function record(key) {
  const begun = performance.now()
  const each = () => {
    const { card: seen, gap, under, target } = look(key)
    frames.push({ at: performance.now() - begun, seen: seen && { left: seen.left, top: seen.top, text: seen.text }, gap, under, target: target && { left: target.left, top: target.top } })
    recording = requestAnimationFrame(each)
  }
  recording = requestAnimationFrame(each)
}
const recorded = () => (cancelAnimationFrame(recording), frames.splice(0))

/** Every element of the page with its attributes, ours and theirs of libraries left out; to compare before and after. */
function pageState() {
  return [...document.querySelectorAll('html, body, main, main *, header, header *')]
    .filter((element) => !element.closest('[data-foothold], [class*=driver-popover], [class*=shepherd-element]'))
    .map((element) => {
      const { position, zIndex, overflow, opacity, pointerEvents, filter, color, font } = getComputedStyle(element)
      return [element.tagName, ...[...element.attributes].map(({ name, value }) => `${name}=${value}`), position, zIndex, overflow, opacity, pointerEvents, filter, color, font].join(' ')
    })
}

/** Colours and sizes of the card's words against what is behind them. */
function dress() {
  const element = window.tour.popover()
  const all = [element, ...element.querySelectorAll('*')]
  const words = all.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.checkVisibility())
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const rgb = (colors) => {
    pixel.clearRect(0, 0, 1, 1)
    for (const color of colors) {
      pixel.fillStyle = color
      pixel.fillRect(0, 0, 1, 1)
    }
    return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const light = (color) => {
    const [r, g, b] = color.map((part) => ((part /= 255), part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (one) => {
    const colors = []
    for (let at = one; at instanceof Element; at = at.parentElement ?? at.getRootNode().host) colors.unshift(getComputedStyle(at).backgroundColor)
    return ['#fff', ...colors]
  }
  const style = getComputedStyle(element)
  return {
    contrast: Math.min(
      ...words.map((one) => {
        const under = behind(one)
        const [a, b] = [light(rgb(under)), light(rgb([...under, getComputedStyle(one).color]))].toSorted((x, y) => y - x)
        return (a + 0.05) / (b + 0.05)
      }),
    ),
    largest: Math.max(...words.map((one) => parseFloat(getComputedStyle(one).fontSize))),
    spaced: words.some((one) => parseFloat(getComputedStyle(one).letterSpacing) > 4 || getComputedStyle(one).textTransform === 'uppercase'),
    turned: all.some((one) => one.tagName === 'BUTTON' && getComputedStyle(one).transform !== 'none'),
    filled: !/, 0\)$|transparent/.test(style.backgroundColor),
    edged: all.some((one) => one === element && (parseFloat(style.borderTopWidth) > 0 || parseFloat(style.outlineWidth) > 0) && (style.borderTopStyle !== 'none' || style.outlineStyle !== 'none')),
    moving: element.getAnimations({ subtree: true }).length,
    buttons: [...element.querySelectorAll('button')].filter((one) => one.checkVisibility()).map((one) => { const { width, height } = one.getBoundingClientRect(); return { width, height } }),
    cut: element.scrollWidth > element.clientWidth + 1 || words.some((one) => one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).overflowX === 'visible' && getComputedStyle(one).display !== 'inline'),
    inCard: [...element.querySelectorAll('button')].filter((one) => one.checkVisibility()).every((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect()
      return left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1
    }),
    role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
    name: element.getAttribute('aria-label') ?? element.getRootNode().getElementById?.(element.getAttribute('aria-labelledby'))?.textContent ?? '',
  }
}

/** Where the focus is: `card`, `target` or the id of an element of the page. */
function focus() {
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  const element = window.tour.popover()
  if (element && holds(element, at)) return 'card'
  return at?.id || at?.tagName.toLowerCase()
}

window.reports ??= []
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => window.reports.push(`csp: ${violatedDirective} ${blockedURI}`))
window.torture = {
  start: (index = 0) => window.tour.start(guides[index]),
  next: () => window.tour.next(),
  stop: () => window.tour.stop(),
  resolve, look, card, record, recorded, pageState, dress, focus,
  /** Middle of the button that goes on. */
  button(text) {
    const all = [...(window.tour.popover()?.querySelectorAll('button') ?? [])]
    const { left, right, top, bottom } = (text ? all.find((one) => one.textContent.trim() === text) : window.tour.button()).getBoundingClientRect()
    return [(left + right) / 2, (top + bottom) / 2]
  },
  /** Whether a click at the middle of an element of the page reaches it. */
  free(css) {
    const element = document.querySelector(css)
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return holds(element, elementAt((left + right) / 2, (top + bottom) / 2))
  },
  /** Share of an element that lies under the card. */
  under(css) {
    const seen = card()
    return seen ? gapTo(seen, document.querySelector(css).getBoundingClientRect()).under : 0
  },
  shown: () => (window.tour.popovers?.() ?? [window.tour.popover()]).filter((one) => one?.isConnected && one.checkVisibility() && one.getBoundingClientRect().width).length,
}
for (const [name, run] of Object.entries(window.reveals ?? {})) window.tour?.reveal?.(name, run)
