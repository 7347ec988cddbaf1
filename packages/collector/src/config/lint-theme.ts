// Owns the checks of themes: that what they are called exists, and that people can read what they colour.
import { PRESETS, type Theme } from '@foothold/protocol'
import { themeSchema } from '@foothold/protocol/schema'
import { entries, fields, repeated, suggestionOf, type Check, type Report } from './reference.ts'
import { contrast, paletteOf, schemeOf, SCHEMES } from './theme.ts'

/** What stands on what, with the least contrast. @see https://www.w3.org/TR/WCAG22/#contrast-minimum */
const PAIRS = [
  ['text', 'surface', 4.5],
  ['muted', 'surface', 4.5],
  ['onAccent', 'accent', 4.5],
  ['accent', 'surface', 4.5],
  ['text', 'soft', 4.5],
] as const

/** Checks that the theme that a guide names exists. @param model - of any shape; `undefined`: there is none. */
export function lintTheme(guide: Record<string, unknown>, model: unknown, { names, report, suggest }: Check): void {
  const name = guide['theme']
  const known = [...new Set([...PRESETS, ...entries(fields(model)['themes']).map((theme) => String(fields(theme)['key']))])]
  if (typeof name !== 'string' || known.includes(name) || names.model === 'unread') return
  const suggestion = suggest(name, known)
  const hint = suggestion.length ? `; did you mean ${suggestion.map((one) => `"${one}"`).join(' or ')}?` : `: known are ${known.join(', ')}.`
  report('unknown_reference', '/theme', `There is no theme "${name}"${hint}`, { found: name, ...suggestionOf(suggestion) })
}

/** Checks the themes of a model, of any shape. */
export function lintThemes(model: Record<string, unknown>, check: Check): void {
  const { report } = check
  repeated(entries(model['themes']), '/themes', check)
  for (const [i, value] of entries(model['themes']).entries()) {
    const parsed = themeSchema.safeParse(value)
    if (parsed.success) lintContrast(parsed.data, `/themes/${i}`, report)
  }
}

function lintContrast(theme: Theme, pointer: string, report: Report): void {
  const palette = paletteOf(theme)
  for (const scheme of schemeOf(theme) ? [schemeOf(theme)!] : SCHEMES) {
    for (const [front, back, least] of PAIRS) {
      const ratio = contrast(palette[front][scheme], palette[back][scheme])
      if (ratio >= least) continue
      report(
        'contrast_low',
        front in theme ? `${pointer}/${front}` : back in theme ? `${pointer}/${back}` : pointer,
        `On ${scheme} pages "${front}" (${palette[front][scheme]}) on "${back}" (${palette[back][scheme]}) has a contrast of ${ratio.toFixed(1)}; people need ${least}.`,
        { severity: 'warning', found: ratio.toFixed(1), expected: `at least ${least}` },
      )
    }
  }
}
