// Owns how guides fit the page: dark or light by what it really looks like, not by what it says of itself; its accent colour, where
// that can be read; the tokens of a guide's own theme.
import type { View } from '../guide/view.ts'

type Rgb = readonly [red: number, green: number, blue: number, alpha: number]

/** Words by which pages say of themselves what they look like. */
const SAYS = /(?:^|[\s_-])(dark|light)(?:$|[\s_-])/i
const SAYING = ['data-theme', 'data-mode', 'data-color-mode', 'data-color-scheme', 'data-bs-theme', 'class']
/** Of text, and of what must be told from its surroundings by colour alone. @see https://www.w3.org/TR/WCAG22/#contrast-minimum */
const ENOUGH = 4.5

/** The browser's own font: the page has set its own further down, or none. */
const UNSET = /^("?Times( New Roman)?"?|serif)$/

/** What any computed colour of CSS comes to. */
function toRgb(color: string): Rgb {
  const plain = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(color)
  if (plain) return [+plain[1]!, +plain[2]!, +plain[3]!, +(plain[4] ?? 1)]
  // one pixel, to let the browser say what it comes to in red, green and blue
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!
  pixel.clearRect(0, 0, 1, 1)
  pixel.fillStyle = color
  pixel.fillRect(0, 0, 1, 1)
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data as unknown as Rgb
  return [red, green, blue, alpha / 255]
}

/** Relative luminance, 0 to 1. @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)

/** Reads the page's background; where it has none, what the page says of itself, then the scheme that it supports and the system wants. */
export function isDark(): boolean {
  const both = [document.body, document.documentElement]
  for (const element of both) {
    const rgb = toRgb(getComputedStyle(element).backgroundColor)
    if (rgb[3] > 0.5) return luminance(rgb) < 0.18
  }
  for (const element of both)
    for (const name of SAYING) {
      const [, said] = SAYS.exec(element.getAttribute(name) ?? '') ?? []
      if (said) return said.toLowerCase() === 'dark'
    }
  const { colorScheme } = getComputedStyle(document.documentElement)
  return colorScheme.includes('dark') && (!colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches)
}

/** Colours that the page may mean as its own: what its controls have, what a link in its text has. */
function* accents(): Generator<string> {
  const { accentColor } = getComputedStyle(document.body)
  if (accentColor !== 'auto') yield accentColor
  const link = document.querySelector(':is(main, article, p) a[href]')
  if (!link) return
  const { color } = getComputedStyle(link)
  const [red, green, blue] = toRgb(color)
  const grey = Math.max(red, green, blue) - Math.min(red, green, blue) < 60
  // the browser's own blue is nobody's choice
  if (!grey && color !== 'rgb(0, 0, 238)' && color !== 'rgb(158, 158, 255)') yield color
}

const schemes = new WeakMap<HTMLElement, NonNullable<View['theme']>['scheme']>()

/** Gives an element of ours the language of a guide, and the tokens of its theme. */
export function dress(host: HTMLElement, { theme, language, direction }: View): void {
  if (language) host.lang = language
  if (direction) host.dir = direction
  schemes.set(host, theme?.scheme)
  for (const [token, value] of Object.entries(theme?.tokens ?? {})) host.style.setProperty(`--foothold-${token}`, value)
}

/** Fits elements of ours, which are on the page, to what it looks like now. */
export function paint(hosts: Iterable<HTMLElement>): void {
  const dark = isDark()
  for (const host of hosts) {
    const { style } = host
    host.dataset['scheme'] = schemes.get(host) ?? (dark ? 'dark' : 'light')
    style.removeProperty('--page-accent')
    style.removeProperty('--page-font')
    // the sheet says by these two what accent and surface have come to
    const now = getComputedStyle(host)
    if (UNSET.test(now.fontFamily)) style.setProperty('--page-font', 'system-ui')
    const surface = luminance(toRgb(now.caretColor))
    for (const color of now.getPropertyValue('--foothold-accent') ? [] : accents()) {
      if (contrast(luminance(toRgb(color)), surface) < ENOUGH) continue
      style.setProperty('--page-accent', color)
      break
    }
    const accent = luminance(toRgb(now.accentColor))
    const white = contrast(1, accent)
    style.setProperty('--page-on-accent', white >= ENOUGH || white > contrast(0, accent) ? '#fff' : '#111')
  }
}

/** Calls back when the page may have turned dark or light. @returns what ends the calls. */
export function onScheme(changed: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(changed)
  const both = [document.documentElement, document.body]
  // a background that fades is the new one only at the end
  const faded = ({ target, propertyName }: TransitionEvent): void => {
    if (propertyName === 'background-color' && both.includes(target as HTMLElement)) changed()
  }
  for (const element of both) observer.observe(element, { attributes: true })
  query.addEventListener('change', changed)
  document.addEventListener('transitionend', faded)
  return () => {
    observer.disconnect()
    query.removeEventListener('change', changed)
    document.removeEventListener('transitionend', faded)
  }
}
