// Owns the checks of pictures and films: that they come from where they may. It must not know how they are shown.
import { entries, fields, type Report } from './reference.ts'
import { textsOf } from './texts.ts'

const MEDIA = /!\[((?:\\.|[^\]\\])*)\]\(((?:\\.|[^)\s\\])+)\)/g

/** Origins that a model of any shape allows. */
export const originsOf = (model: unknown): string[] => entries(fields(fields(model)['media'])['origins']).filter((one) => typeof one === 'string')

/** Checks every picture and film in a guide of any shape. @throws never */
export function lintMedia(guide: Record<string, unknown>, origins: readonly string[], report: Report): void {
  const media = fields(guide['media'])
  for (const name of ['image', 'video']) if (typeof media[name] === 'string') lintAddress(media[name], `/media/${name}`, origins, report)
  for (const { text, pointer } of textsOf(guide))
    for (const [, alt, address] of text.matchAll(MEDIA)) {
      if (!alt)
        report('required', pointer, `A picture needs words for who does not see it: ![what it shows](${address}).`, {
          expected: '![words](address)',
          severity: 'warning',
        })
      lintAddress(address!, pointer, origins, report)
    }
}

function lintAddress(address: string, pointer: string, origins: readonly string[], report: Report): void {
  const plain = address.replace(/\\([\\*_`![\]().-])/g, '$1')
  // what a trait holds is asked again when it is shown
  if (/^\/(?![/\\])/.test(plain) || plain.startsWith('{{')) return
  const origin = /^https:\/\/[^/?#\\]+/i.exec(plain)?.[0].toLowerCase()
  if (origin !== undefined && origins.includes(origin)) return
  const mend =
    origin === undefined
      ? 'write a path on your own site, or an https address'
      : `write it into model.json, as in "media": { "origins": ["${origin}"] }, or put the file on your own site`
  report('media_not_allowed', pointer, `${plain} would not be shown, only its words: ${mend}.`, {
    found: plain.slice(0, 200),
    ...(origin ? { expected: `one of ${["the page's own site", ...origins].join(', ')}` } : {}),
  })
}
