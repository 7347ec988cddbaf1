import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

let show: ((text: string) => void) | undefined

/** Says something short at the foot of the screen, also to screen readers. */
export function say(text: string): void {
  show?.(text)
}

export function Toast(): JSX.Element {
  const [text, setText] = useState('')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    show = (next) => {
      clearTimeout(timer)
      setText(next)
      timer = setTimeout(() => setText(''), 3500)
    }
    return () => {
      clearTimeout(timer)
      show = undefined
    }
  }, [])
  return (
    <div class="toast-place" role="status">
      {text && <p class="toast">{text}</p>}
    </div>
  )
}
