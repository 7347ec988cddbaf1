// Owns what a theme comes to: every token that its preset and its author set, as the browser gets it. Pure.
import { PALETTE, type Guide, type Model, type Preset, type PublishedTheme, type Theme } from '@foothold/protocol'

type Token = keyof typeof PALETTE
/** One value for light pages and one for dark ones. */
type Pair = Readonly<Record<Scheme, string>>
export type Scheme = 'light' | 'dark'
export const SCHEMES: readonly Scheme[] = ['light', 'dark']
const TOKENS = Object.keys(PALETTE) as Token[]

/** What a preset sets by itself; `brand` is made of the accent. */
const PRESET: Readonly<Record<Preset, Omit<Theme, 'key' | 'preset'> & { scheme?: Scheme }>> = {
  default: {},
  light: { scheme: 'light' },
  dark: { scheme: 'dark' },
  contrast: {
    accent: { light: '#0000b8', dark: '#ffe34d' },
    onAccent: { light: '#ffffff', dark: '#000000' },
    surface: { light: '#ffffff', dark: '#000000' },
    text: { light: '#000000', dark: '#ffffff' },
    muted: { light: '#1f1f1f', dark: '#ececec' },
    line: { light: '#000000', dark: '#ffffff' },
    soft: { light: '#e6e6e6', dark: '#333333' },
  },
  compact: { size: 13, space: 3, radius: 8 },
  brand: {},
}

const SHADOWS = {
  none: 'none',
  soft: '0 1px 2px #0000000f, 0 4px 12px #0000001a',
  strong: '0 2px 6px #0000001f, 0 12px 32px #00000033, 0 32px 64px #00000040',
}

/** Red, green and blue of `#rgb` or `#rrggbb`, 0 to 255. */
function channels(hex: string): number[] {
  const full = hex.length === 4 ? [1, 2, 3].map((i) => hex.charAt(i).repeat(2)) : [hex.slice(1, 3), hex.slice(3, 5), hex.slice(5, 7)]
  return full.map((pair) => Number.parseInt(pair, 16))
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red, green, blue] = channels(hex).map((value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours, 1 to 21. @param a - `#rgb` or `#rrggbb`, as is `b`. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((one, other) => one - other) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const mix = (a: string, b: string, share: number): string => {
  const [from, to] = [channels(a), channels(b)]
  return `#${from
    .map((value, i) =>
      Math.round(value * share + to[i]! * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

const toPair = (value: string | Pair): Pair => (typeof value === 'string' ? { light: value, dark: value } : value)
const both = (make: (scheme: Scheme) => string): Pair => ({ light: make('light'), dark: make('dark') })
const readable = (background: string): string =>
  contrast('#ffffff', background) >= 4.5 ? '#ffffff' : contrast('#ffffff', background) > contrast('#111111', background) ? '#ffffff' : '#111111'

/** The colours that a theme sets; others are the page's. */
function colorsOf(theme: Theme): Partial<Record<Token, Pair>> {
  const set: Partial<Record<Token, Pair>> = {}
  for (const layer of [PRESET[theme.preset ?? 'default'], theme]) for (const token of TOKENS) if (layer[token] !== undefined) set[token] = toPair(layer[token])
  const { accent } = set
  if (accent && (theme.accent || !set.onAccent)) set.onAccent = theme.onAccent ? toPair(theme.onAccent) : both((scheme) => readable(accent[scheme]))
  if (theme.preset !== 'brand') return set
  const [back, front] = [accent ?? PALETTE.accent, set.onAccent ?? PALETTE.onAccent]
  // a step away from the texts on it, so that they are read better, not worse
  const soft = both((scheme) => mix(luminance(front[scheme]) > luminance(back[scheme]) ? '#000000' : '#ffffff', back[scheme], 0.14))
  return {
    surface: back,
    text: front,
    muted: front,
    line: both((scheme) => mix(front[scheme], back[scheme], 0.3)),
    soft,
    ...set,
    accent: front,
    onAccent: back,
  }
}

/** Every colour as it will be where the page sets none. */
export function paletteOf(theme: Theme): Record<Token, Pair> {
  return { ...PALETTE, ...colorsOf(theme) }
}

/** The scheme in which a theme is always shown; `undefined`: the page's. */
export const schemeOf = (theme: Theme): Scheme | undefined => PRESET[theme.preset ?? 'default'].scheme

/** Writes a theme as the browser gets it. @throws never */
export function toPublishedTheme(theme: Theme): PublishedTheme {
  const tokens: Record<string, string> = {}
  const scheme = schemeOf(theme)
  for (const [token, { light, dark }] of Object.entries(colorsOf(theme))) {
    tokens[token === 'onAccent' ? 'on-accent' : token] = scheme ? { light, dark }[scheme] : light === dark ? light : `light-dark(${light}, ${dark})`
  }
  const { radius, size, space, font, shadow } = { ...PRESET[theme.preset ?? 'default'], ...theme }
  if (radius !== undefined) tokens['radius'] = `${radius}px`
  // of the browser's own size, so that who has made that larger gets larger texts
  if (size !== undefined) tokens['size'] = `${size / 16}em`
  if (space !== undefined) tokens['space'] = `${space}px`
  if (font !== undefined) tokens['font'] = font
  if (shadow !== undefined) tokens['shadow'] = SHADOWS[shadow]
  return { ...(scheme ? { scheme } : {}), tokens }
}

/** Every theme that guides use, by name: those of the model, and presets under their own names. @throws never */
export function themesOf(guides: readonly Guide[], { themes = [] }: Pick<Model, 'themes'>): Record<string, PublishedTheme> {
  const named = new Map(themes.map((theme) => [theme.key, theme]))
  const used = new Set(guides.map(({ theme = 'default' }) => theme))
  const published: Record<string, PublishedTheme> = {}
  for (const name of [...used].sort()) {
    const theme = named.get(name) ?? (Object.hasOwn(PRESET, name) ? { key: name, preset: name as Preset } : undefined)
    if (!theme) continue
    const made = toPublishedTheme(theme)
    if (made.scheme || Object.keys(made.tokens).length) published[name] = made
  }
  return published
}
