// Owns bringing what a guide looks like onto the page: elements as plain data, and the changes that lead from one picture to the next. It must
// not know what is drawn. There is no way from here to an HTML parser: texts become text, and attributes have the names that JSX gives them.

/** One element of a picture. */
export interface Shape {
  type: string
  props: Readonly<Record<string, unknown>> & { children?: Child }
  key: string | number | undefined
}

/** What can stand in an element; nothing is drawn of what is no text, number or element. */
export type Child = Shape | string | number | boolean | null | undefined | readonly Child[]

/** Keeps something in force as long as an element is drawn. */
export interface Attached {
  /** Called once the picture is complete and on the page, before it is painted. @returns what undoes it; told whether the element goes, or is only attached anew. */
  attach?: ((element: HTMLElement) => (gone: boolean) => void) | undefined
  /** Attach again when one of these changes. */
  keys?: readonly unknown[] | undefined
}

/** A shape that is on the page; of a text the type is empty. */
interface Drawn {
  type: string
  node: Node
  props: Shape['props']
  inside: ReadonlyMap<string, Drawn>
  /** Listeners by the names of events: those of the last picture. */
  heard: Record<string, ((event: Event) => void) | undefined>
  handleEvent(event: Event): void
  undo?: (gone: boolean) => void
}

const SVG = 'http://www.w3.org/2000/svg'
const NOTHING: ReadonlyMap<string, Drawn> = new Map()
const pictures = new WeakMap<Node, ReadonlyMap<string, Drawn>>()

/**
 * Draws a picture into a root of ours, in place of the last one. An element stays the same one where its tag, its place among its siblings
 * and its key do; so do the focus, the text typed into it and where it is scrolled to.
 *
 * @param picture - nothing takes all away.
 */
export function draw(root: Node, picture: Child): void {
  const ready: (() => void)[] = []
  pictures.set(root, fill(root, picture, pictures.get(root) ?? NOTHING, ready))
  for (const run of ready) run()
}

/** Names each child by where it stands: what comes and goes before it does not make it another one. */
function collect(child: Child, name: string, into: Map<string, Shape | string>): void {
  if (Array.isArray(child))
    child.forEach((one: Child, i) => {
      const key = (one as Shape | null)?.key
      collect(one, name + (key === undefined ? `.${i}` : `#${key}`), into)
    })
  else if (typeof child === 'object' && child) into.set(into.has(name) ? `+${into.size}${name}` : name, child as Shape)
  else if (typeof child === 'string' || typeof child === 'number') into.set(name, String(child))
}

function fill(parent: Node, children: Child, before: ReadonlyMap<string, Drawn>, ready: (() => void)[]): ReadonlyMap<string, Drawn> {
  const wanted = new Map<string, Shape | string>()
  collect(children, '', wanted)
  const now = new Map<string, Drawn>()
  for (const [name, old] of before) {
    const next = wanted.get(name)
    if (next !== undefined && typeOf(next) === old.type) continue
    leave(old)
    // the page may have put it elsewhere
    ;(old.node as ChildNode).remove()
  }
  let at = parent.firstChild
  for (const [name, next] of wanted) {
    const old = before.get(name)
    const drawn = update(next, old?.type === typeOf(next) ? old : begin(next, parent), ready)
    if (drawn.node === at) at = at.nextSibling
    else parent.insertBefore(drawn.node, at)
    now.set(name, drawn)
  }
  return now
}

const typeOf = (shape: Shape | string): string => (typeof shape === 'string' ? '' : shape.type)

function begin(shape: Shape | string, parent: Node): Drawn {
  const type = typeOf(shape)
  const svg = type === 'svg' || (parent as Element).namespaceURI === SVG
  const node = type ? (svg ? document.createElementNS(SVG, type) : document.createElement(type)) : document.createTextNode('')
  const heard: Drawn['heard'] = {}
  return { type, node, props: {}, inside: NOTHING, heard, handleEvent: (event) => heard[event.type]?.(event) }
}

function update(next: Shape | string, drawn: Drawn, ready: (() => void)[]): Drawn {
  const { node, props: before } = drawn
  if (typeof next === 'string') {
    if ((node as Text).data !== next) (node as Text).data = next
    return drawn
  }
  const { props } = next
  const element = node as HTMLElement
  drawn.props = props
  for (const name in before) if (!(name in props)) set(drawn, name, undefined, before[name])
  for (const name in props) set(drawn, name, props[name], before[name])
  drawn.inside = fill(element, props.children, drawn.inside, ready)
  const { attach, keys = [] } = props as Attached
  const last = (before as Attached).keys
  if (attach && !last?.every((key, i) => key === keys[i]))
    ready.push(() => {
      drawn.undo?.(false)
      drawn.undo = attach(element)
    })
  return drawn
}

/** What is no attribute. */
const OWN = /^(children|attach|keys)$/
/** What the person changes too, but of a bar of progress: held against what it is now, not against what it was made. */
const STATE = /^(value|checked)$/

function set(drawn: Drawn, name: string, value: unknown, before: unknown): void {
  const element = drawn.node as HTMLElement
  if (STATE.test(name) && drawn.type !== 'progress') {
    const state = element as unknown as Record<string, string | number | boolean>
    // a choice has its value as a text
    const next = value as string | number | boolean
    if (`${state[name]}` !== `${next}`) state[name] = next
  } else if (OWN.test(name) || value === before) return
  else if (name.startsWith('on')) {
    const event = name.slice(2).toLowerCase()
    drawn.heard[event] = value as Drawn['heard'][string]
    // once, however often: it is the same listener
    element.addEventListener(event, drawn)
  } else if (value === undefined || (value === false && !name.startsWith('aria'))) element.removeAttribute(name)
  else element.setAttribute(name, value === true && !name.startsWith('aria') ? '' : `${value as string | number | boolean}`)
}

/** Undoes what is in force, from the outside in, while all is still on the page. */
function leave({ undo, inside }: Drawn): void {
  undo?.(true)
  inside.forEach(leave)
}
