// Owns the search field: what is typed at once, what is searched a moment later.
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'

/** A search field; `onSearch` follows the typing by `delayMs`. */
export function SearchField({
  label,
  value,
  onSearch,
  delayMs = 200,
}: {
  label: string
  value: string
  onSearch: (text: string) => void
  delayMs?: number
}): JSX.Element {
  const [text, setText] = useState(value)
  const said = useRef(value)
  const latest = useRef(onSearch)
  latest.current = onSearch
  useEffect(() => {
    if (value === said.current) return
    said.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === said.current) return undefined
    const timer = setTimeout(() => {
      said.current = text
      latest.current(text)
    }, delayMs)
    return () => clearTimeout(timer)
  }, [text, delayMs])
  return (
    <label class="search">
      <Icon name="search" />
      <span class="sr-only">{label}</span>
      <input type="search" placeholder={label} value={text} autoComplete="off" spellcheck={false} onInput={(event) => setText(event.currentTarget.value)} />
    </label>
  )
}
