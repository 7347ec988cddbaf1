import type { JSX } from 'preact'

/** Draws a person's initials; the colour follows from the name. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }): JSX.Element {
  if (!name) return <span class="avatar avatar-nobody" title="Nobody yet" aria-hidden="true" />
  const words = name.split(/[\s@.]+/).filter((word) => /^\p{Lu}/u.test(word))
  const initials = ((words[0] ?? name)[0]! + (words.length > 1 ? words.at(-1)![0]! : '')).toUpperCase()
  const hue = Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) * 137
  return (
    <span class={large ? 'avatar avatar-large' : 'avatar'} style={{ '--hue': hue % 360 }} title={name} aria-hidden="true">
      {initials}
    </span>
  )
}
