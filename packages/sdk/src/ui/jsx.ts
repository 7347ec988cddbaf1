// Owns what JSX stands for in here: a part is a function that is called at once, so that a picture holds nothing but elements.
import type { Attached, Child, Shape } from './draw.ts'

type Part = (props: never) => Child

/** Makes a shape of one JSX expression. @param key - of a part only where that is one element. */
export function jsx(type: string | Part, props: Shape['props'], key?: string | number): Child {
  if (typeof type === 'string') return { type, props, key }
  const drawn = type(props as never)
  return key === undefined ? drawn : { ...(drawn as Shape), key }
}
export { jsx as jsxs, jsx as jsxDEV }

/** Several in the place of one. */
export const Fragment = ({ children }: { children?: Child }): Child => children

type On<E, V> = ((event: V & { readonly currentTarget: E }) => unknown) | undefined
type Name =
  | 'allow'
  | 'alt'
  | 'class'
  | 'controls'
  | 'd'
  | 'href'
  | 'id'
  | 'label'
  | 'loading'
  | 'max'
  | 'maxLength'
  | 'name'
  | 'noValidate'
  | 'open'
  | 'part'
  | 'placeholder'
  | 'playsInline'
  | 'popover'
  | 'preload'
  | 'rel'
  | 'role'
  | 'rows'
  | 'sandbox'
  | 'src'
  | 'tabIndex'
  | 'target'
  | 'title'
  | 'type'
  | 'value'
  | 'viewBox'

type Attributes<E> = Attached & { readonly [name in Name | `aria-${string}`]?: string | number | boolean | undefined } & {
  key?: string | number
  children?: Child
  checked?: boolean
  onChange?: On<E, Event>
  onClick?: On<E, MouseEvent>
  onInput?: On<E, Event>
  onKeyDown?: On<E, KeyboardEvent>
  onPointerDown?: On<E, PointerEvent>
  onSubmit?: On<E, Event>
}

/** Names and types of all that may be written. */
export declare namespace JSX {
  type Element = Child
  type ElementType = keyof IntrinsicElements | Part
  interface ElementChildrenAttribute {
    children: unknown
  }
  interface IntrinsicAttributes {
    key?: string | number
  }
  type IntrinsicElements = { [tag in keyof HTMLElementTagNameMap]: Attributes<HTMLElementTagNameMap[tag]> } & {
    svg: Attributes<SVGElement>
    path: Attributes<SVGElement>
  }
}
