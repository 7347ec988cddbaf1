// Owns what the page draws of a guide by itself: the place, the focus and the life of it stay ours. It must not know what is drawn.
import type { View } from '../guide/view.ts'
import type { World } from '../guide/world.ts'
import { keepAt } from './anchor.ts'
import { holdFocus, onEscape } from './focus.ts'
import { layerOf } from './layer.ts'
import { withoutMarkup } from './markdown.tsx'
import { onSeen } from './seen.ts'

/** One guide that the page draws. */
interface Own {
  element: HTMLElement
  /** Of what it is attached to now. */
  keys: readonly unknown[]
  detach(gone: boolean): void
  cleanup: unknown
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
      const draw = components.get(view.kind)
      if (failed.has(showing) || !(draw || before)) return false
      const own = before ?? { element: createPlace(view), keys: [], detach: () => {}, cleanup: undefined }
      drawn.set(showing, own)
      try {
        own.cleanup = draw?.(view, own.element) ?? own.cleanup
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
  element.role = 'dialog'
  element.ariaLabel = withoutMarkup(title)
  element.tabIndex = -1
  return element
}

/** Puts it where it belongs, and keeps it there. */
function attach(own: Own, view: View): void {
  const { element } = own
  const slot = 'slot' in view ? view.slot : undefined
  const target = 'target' in view ? view.target : undefined
  const parent = slot ?? layerOf(target) ?? document.body
  const keys = [parent, element.parentNode, target, view.part]
  if (own.keys.every((key, i) => key === keys[i]) && element.parentNode === parent) return
  own.detach(false)
  if (element.parentNode !== parent) parent.append(element)
  own.keys = [parent, parent, target, view.part]
  const { style } = element
  if (!slot) {
    element.popover = 'manual'
    if (!element.matches(':popover-open')) element.showPopover()
    Object.assign(style, { border: '0', padding: '0', background: 'none', color: 'inherit', overflow: 'visible', transform: '' })
    Object.assign(style, target ? { position: 'fixed', margin: '0', inset: '0 auto auto 0' } : { margin: '', inset: '' })
  }
  const focus = holdFocus(element, { target: target ?? slot, take: view.kind === 'tour' || view.kind === 'celebration' })
  const stops: ((gone: boolean) => void)[] = [focus.stop, onSeen(element, view.seen)]
  if (!slot && view.kind !== 'checklist') stops.push(onEscape(view.dismiss))
  if (target) stops.push(keepAt(target, 'placement' in view ? view.placement : undefined, { card: element }, view.kind === 'tour'))
  own.detach = (gone) => stops.forEach((stop) => stop(gone))
}
