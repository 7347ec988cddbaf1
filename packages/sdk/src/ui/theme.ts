// Owns whether the host page is dark now: by what it really looks like, not by what it says of itself.

/** Reads the page's background; where it has none, the colour scheme that the page supports and the system wants. */
export function isDark(): boolean {
  for (const element of [document.body, document.documentElement]) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(Number)
    if (alpha > 0.5) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110
  }
  return getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches
}

/** Calls back when the page may have turned dark or light. @returns what ends the calls. */
export function onScheme(changed: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(changed)
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true })
  query.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    query.removeEventListener('change', changed)
  }
}
