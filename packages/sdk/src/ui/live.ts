// Owns an element that lives on the page: what has to be done when it appears, and undone when it goes.
import type { Attached, Child } from './draw.ts'
import { jsx } from './jsx.ts'

interface Props extends Required<Attached> {
  tag: string
  [attribute: string]: unknown
}

/** Renders `tag` with the other attributes, and keeps `attach` in force from before the first paint until it goes. */
export const Live = ({ tag, ...props }: Props): Child => jsx(tag, props)
