// Owns an element that lives on the page: what has to be done when it appears, and undone when it goes. Instead of hooks,
// which would cost every page a kilobyte.
import { Component, h, type ComponentChild } from 'preact'

interface Props {
  tag: string
  /** Attach again when one of these changes. */
  keys: readonly unknown[]
  /** @returns what undoes it; told whether the element goes, or is only attached anew. */
  attach(element: HTMLElement): (gone: boolean) => void
  [attribute: string]: unknown
}

/** Renders `tag` with the other attributes, and keeps `attach` in force from before the first paint until it goes. */
export class Live extends Component<Props> {
  #element: HTMLElement | null = null
  #undo: ((gone: boolean) => void) | undefined

  #attach(): void {
    this.#undo?.(false)
    this.#undo = this.props.attach(this.#element!)
  }
  override componentDidMount(): void {
    this.#attach()
  }
  override componentDidUpdate(before: Props): void {
    if (this.props.keys.some((key, i) => key !== before.keys[i])) this.#attach()
  }
  override componentWillUnmount(): void {
    this.#undo?.(true)
  }
  override render({ tag, keys: _keys, attach: _attach, ...attributes }: Props): ComponentChild {
    return h(tag, { ...attributes, ref: (element: HTMLElement | null) => void (this.#element = element) })
  }
}
