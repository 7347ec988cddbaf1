// Owns the small parts that every kind is made of: buttons, icons.
import type { JSX } from './jsx.ts'
import type { ButtonView, View } from '../guide/view.ts'
import { inline } from './markdown.tsx'

export function Buttons({ buttons }: { buttons: readonly ButtonView[] }): JSX.Element | null {
  if (!buttons.length) return null
  return (
    <div class="buttons">
      {buttons.map(({ label, look, act }) => (
        <button type="button" class={`button ${look}`} part="button" onClick={act}>
          {inline(label)}
        </button>
      ))}
    </div>
  )
}

/** @param path - an SVG path on a canvas of 16 × 16. */
export function Icon({ path }: { path: string }): JSX.Element {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

/** What is typed is for the field, not for shortcuts of the page; Escape is for all. */
export const keepKeys = (event: KeyboardEvent): void => void (event.key !== 'Escape' && event.stopPropagation())

/** The mark of good things: above an empty state and a celebration. */
export function Spark(): JSX.Element {
  return (
    <div class="mark">
      <Icon path="M7 2l1.300 3.700L12 7l-3.700 1.300L7 12l-1.300-3.700L2 7l3.700-1.300zM12.500 11v3M11 12.500h3" />
    </div>
  )
}

export function CloseButton({ view: { words, dismiss } }: { view: Pick<View, 'words' | 'dismiss'> }): JSX.Element {
  return (
    <button type="button" class="icon" part="close" aria-label={words.close} onClick={dismiss}>
      <Icon path="M4 4l8 8M12 4l-8 8" />
    </button>
  )
}
