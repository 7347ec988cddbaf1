// Owns what the page draws of a guide by itself: the place, the focus and the life of it stay ours. It must not know what is drawn.
import type { AnnouncementView, Component, View } from '../guide/view.ts'
import type { World } from '../guide/world.ts'
import { focusedElement } from '../moment/focused.ts'
import { bringIntoView, keepAt } from './anchor.ts'
import { homeOf, isAstray, put } from './beside.ts'
import { keepClear } from './critical.ts'
import { holdFocus, onEscape } from './focus.ts'
import { toNodes, withoutMarkup } from './markdown.tsx'
import { isSame, toLive } from './same.ts'
import { onSeen } from './seen.ts'

const KINDS = 'tour hint checklist empty-state celebration announcement survey resource-center leaderboard'.split(' ')

/** One guide that the page draws. */
interface Own {
  element: HTMLElement
  /** Of what it is attached to now. */
  keys: readonly unknown[]
  detach(gone: boolean): void
  cleanup: unknown
  /** Who drew it, and what. */
  last: readonly [Component | undefined, View?]
}

export interface Components {
  /** @returns whether the page draws this showing. */
  render(showing: string, view: View | undefined): boolean
  dispose(): void
}

export function createComponents({ components, report }: Pick<World, 'components' | 'report'>): Components {
  const drawn = new Map<string, Own>()
  /** Showings whose drawing by the page threw: ours is drawn instead. */
  const failed = new Set<string>()

  const told = new Set<string>()
  /** A slip in the name of a kind would show nowhere: the kind is drawn by us as ever. */
  function checkKinds(): void {
    for (const kind of components.keys()) {
      if (KINDS.includes(kind) || told.has(kind)) continue
      told.add(kind)
      report('call_invalid', `component() knows no kind "${kind}": ${KINDS.join(', ')}.`)
    }
  }
  const fail = (kind: string, cause: unknown): void => report('host_error', `The component for "${kind}" threw.`, cause)

  function remove(showing: string, own: Own): void {
    drawn.delete(showing)
    own.detach(true)
    try {
      if (typeof own.cleanup === 'function') (own.cleanup as () => void)()
    } catch (cause) {
      fail(own.element.dataset['foothold']!, cause)
    }
    own.element.remove()
  }

  return {
    render(showing, view) {
      const before = drawn.get(showing)
      if (!view) {
        failed.delete(showing)
        if (before) remove(showing, before)
        return before !== undefined
      }
      checkKinds()
      const draw = components.get(view.kind)
      // the page has given it back
      if (before && !draw) remove(showing, before)
      if (failed.has(showing) || !draw) return false
      const own = before ?? { element: createPlace(view), keys: [], detach: () => {}, cleanup: undefined, last: [undefined] }
      drawn.set(showing, own)
      try {
        // drawing changes the page, and whatever changes the page leads here: only what is new is drawn
        const fresh = own.last[0] !== draw || !isSame(own.last[1], view)
        own.last = [draw, view]
        if (fresh)
          own.cleanup =
            draw(
              toLive(view, () => own.last[1]!),
              own.element,
              toNodes,
            ) ?? own.cleanup
      } catch (cause) {
        fail(view.kind, cause)
        failed.add(showing)
        remove(showing, own)
        return false
      }
      attach(own, view)
      return true
    },
    dispose() {
      for (const [showing, own] of drawn) remove(showing, own)
    },
  }
}

function createPlace({ kind, title }: View): HTMLElement {
  const element = document.createElement('div')
  element.dataset['foothold'] = kind
  element.dataset['component'] = ''
  element.ariaLabel = withoutMarkup(title)
  element.tabIndex = -1
  return element
}

/** Puts it where it belongs, and keeps it there. */
function attach(own: Own, view: View): void {
  const { element } = own
  const { slot, target, beside, parent } = homeOf(view)
  const within = slot !== undefined || beside !== undefined
  const open = view.kind !== 'resource-center' || view.open
  const keys = [parent, target, view.part, open]
  if (own.keys.every((key, i) => key === keys[i]) && element.parentNode === parent && !isAstray(element, beside)) return
  const closing = own.keys[3] === true && !open
  // whoever was in what is closed is back where he came from
  own.detach(closing)
  if (closing && focusedElement(document) === document.body) element.focus({ preventScroll: true })
  if (element.parentNode !== parent || isAstray(element, beside)) put(element, parent, beside)
  own.keys = keys
  const { style } = element
  element.role = within || !open ? 'region' : 'dialog'
  if (within) element.removeAttribute('popover')
  else {
    element.popover = 'manual'
    if (!element.matches(':popover-open')) element.showPopover()
    clear(element)
    Object.assign(style, target ? { position: 'fixed', margin: '0', inset: '0 auto auto 0' } : edgesOf(view))
  }
  const stops: ((gone: boolean) => void)[] = [onSeen(element, view.seen)]
  if (open) stops.push(holdFocus(element, { target: target ?? slot, take: takesFocus(view) }).stop)
  const escape = escapeOf(view)
  if (!within && escape) stops.push(onEscape(element, escape, takesFocus(view) ? undefined : { target }))
  if (target) {
    if (view.kind === 'tour') bringIntoView(target)
    stops.push(keepAt(target, 'placement' in view ? view.placement : undefined, { card: element }))
  } else if (!within && !isModal(view)) stops.push(keepClear(element))
  own.detach = (gone) => stops.forEach((stop) => stop(gone))
}

/** What a browser gives a popover of its own accord, taken back by a rule that yields to any of the page's. */
const BARE = ':where([data-foothold][data-component]){border:0;padding:0;background:none;color:inherit;overflow:visible}'
let bare: CSSStyleSheet | undefined

function clear(element: HTMLElement): void {
  if (!bare) (bare = new CSSStyleSheet()).replaceSync(BARE)
  const root = element.getRootNode() as Document | ShadowRoot
  if (!root.adoptedStyleSheets.includes(bare)) root.adoptedStyleSheets.push(bare)
}

/** What takes the whole page where we draw it ourselves. */
const isModal = (view: View): boolean => view.kind === 'celebration' || ('form' in view && view.form === 'modal')

/** Where it lies over the page: in its corner or at its edge, else in the middle. */
function edgesOf(view: View): Partial<CSSStyleDeclaration> {
  const form = 'form' in view ? view.form : undefined
  if (form === 'banner') return { margin: '0', inset: (view as AnnouncementView).edge === 'bottom' ? 'auto 0 0' : '0 0 auto', width: 'auto' }
  const corner = view.kind === 'resource-center' ? view.launcher?.corner : form === 'slide-out' ? (view as AnnouncementView).corner : undefined
  if (!corner) return { margin: '', inset: '', width: '' }
  const [block, inline] = corner.split('-')
  return { margin: '0', inset: 'auto', insetBlock: block === 'top' ? '20px auto' : 'auto 20px', insetInline: inline === 'start' ? '20px auto' : 'auto 20px' }
}

/** Whether it interrupts, so that the keyboard belongs into it. */
const takesFocus = (view: View): boolean =>
  view.kind === 'tour' || view.kind === 'celebration' || (view.kind === 'resource-center' ? view.open : 'form' in view && view.form === 'modal')

/** What Escape does; nothing where it stays beside the work of the person. */
function escapeOf(view: View): (() => void) | undefined {
  if (view.kind === 'resource-center') return view.open ? view.toggle : undefined
  return view.kind === 'checklist' || ('form' in view && view.form === 'banner') ? undefined : view.dismiss
}
