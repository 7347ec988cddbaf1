// Owns whether the host page is dark now: by what it really looks like, not by what it says of itself.

/** Reads the page's background; where it has none, the colour scheme that the page supports and the system wants. */
export function isDark(): boolean {
  // one pixel, to let the browser say what any colour of CSS comes to in red, green and blue
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!
  for (const element of [document.body, document.documentElement]) {
    pixel.clearRect(0, 0, 1, 1)
    pixel.fillStyle = getComputedStyle(element).backgroundColor
    pixel.fillRect(0, 0, 1, 1)
    const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data as unknown as [number, number, number, number]
    if (alpha > 127) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110
  }
  const { colorScheme } = getComputedStyle(document.documentElement)
  return colorScheme.includes('dark') && (!colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches)
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
