// Owns telling a screen reader of what appeared without the focus.

/** Says a card's title and text. A live region speaks of what comes into it after it is there; it is the card's last element. */
export function say(card: HTMLElement): () => void {
  const region = card.lastElementChild as HTMLElement
  const frame = requestAnimationFrame(() => {
    region.textContent = [...card.querySelectorAll('h2, .text')].map(({ textContent }) => textContent).join(' ')
  })
  return () => {
    cancelAnimationFrame(frame)
    region.textContent = ''
  }
}
