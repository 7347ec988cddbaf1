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

export function CloseButton({ view: { words, dismiss } }: { view: Pick<View, 'words' | 'dismiss'> }): JSX.Element {
  return (
    <button type="button" class="icon" part="close" aria-label={words.close} onClick={dismiss}>
      <Icon path="M4 4l8 8M12 4l-8 8" />
    </button>
  )
}
