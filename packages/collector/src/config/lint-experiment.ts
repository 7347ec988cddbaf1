// Owns the checks of the form in which a guide is offered: holdout, variants. It works on values of any shape, so that one
// malformed variant does not hide what is wrong with another. It must not know conditions.
import { HELD_OUT_OF_ALL, isHeldOutByDefault, type Guide } from '@foothold/protocol'
import { HELD_OUT, NOT_IN } from '@foothold/targeting'
import { entries, fields, repeated, suggestionOf, type Check, type Report } from './reference.ts'

/** Arms that every experiment has, and whose they are. */
const TAKEN: ReadonlyMap<string, string> = new Map([
  [HELD_OUT, 'are held out'],
  [HELD_OUT_OF_ALL, 'are held out of all guides'],
  [NOT_IN, 'do not take part'],
])

/**
 * Checks the experiment of a guide.
 *
 * @param guide - the JSON as written, of any shape.
 * @throws never
 */
export function lintExperiment(guide: Record<string, unknown>, check: Check): void {
  const { report } = check
  if (guide['key'] === HELD_OUT_OF_ALL)
    report('invalid_value', '/key', `"${HELD_OUT_OF_ALL}" is the name of the holdout from all guides: choose another key.`, { found: HELD_OUT_OF_ALL })
  const experiment = fields(guide['experiment'])
  if (guide['experiment'] !== experiment) return
  lintEffect(experiment, isHeldOutByDefault(guide as unknown as Guide), report)
  const { from, to } = fields(experiment['namespace'])
  if (typeof from === 'number' && typeof to === 'number' && to <= from)
    report('invalid_value', '/experiment/namespace/to', `This part of the namespace ends (${to}) where it begins (${from}) or before: nobody is in it.`, {
      found: String(to),
      expected: `more than ${from}`,
    })
  const variants = entries(experiment['variants']).map(fields)
  repeated(variants, '/experiment/variants', check)
  if (variants.length && variants.every(({ weight }) => weight === 0))
    report('invalid_value', '/experiment/variants', 'All weights are 0, so no variant can be drawn: give at least one a weight above 0.', {
      expected: 'a weight above 0',
    })
  variants.forEach((variant, i) => lintVariant(variant, `/experiment/variants/${i}`, guide, check))
}

/** What is written but changes nothing, or everything. */
function lintEffect(experiment: Record<string, unknown>, isByDefault: boolean, report: Report): void {
  const { holdout, coverage, why } = experiment
  const compares = 'variants' in experiment
  const tell = (pointer: string, detail: string, found?: string): void =>
    report('no_effect', pointer, detail, { severity: 'warning', ...(found === undefined ? {} : { found }) })
  if (holdout === 1)
    report('never_shown', '/experiment/holdout', 'A holdout of 1 holds everybody out: nobody would ever see this. Write a share such as 0.1.', {
      found: '1',
      expected: 'less than 1',
    })
  if (holdout === 0 && isByDefault) {
    if (why === undefined)
      report(
        'holdout_missing',
        '/experiment/holdout',
        'With a holdout of 0 nobody can say whether this guide helps, and it interrupts people: leave the holdout out (0.1), or say in "why" that it needs none.',
        { found: '0', expected: '"why" beside it' },
      )
  } else if (holdout === 0)
    tell('/experiment/holdout', 'A holdout of 0 holds nobody out, so the effect cannot be told: write a share such as 0.1, or leave it out.', '0')
  if (coverage === 0 && compares)
    tell(
      '/experiment/coverage',
      'With a coverage of 0 nobody gets a variant: everybody sees the guide as it is written. Raise it, or leave the variants out.',
      '0',
    )
  if ('coverage' in experiment && !compares)
    tell('/experiment/coverage', '"coverage" is the share of people who get a variant, and there are no "variants": write them, or leave it out.')
  else if (!compares && !('holdout' in experiment) && !isByDefault)
    tell('/experiment', 'This experiment has neither "holdout" nor "variants", so everybody sees the same: write one of them, or leave it out.')
}

function lintVariant({ key, steps: written }: Record<string, unknown>, pointer: string, guide: Record<string, unknown>, check: Check): void {
  const { report, suggest } = check
  const taken = typeof key === 'string' ? TAKEN.get(key) : undefined
  if (taken !== undefined)
    report('invalid_value', `${pointer}/key`, `"${String(key)}" is the arm of people who ${taken}: choose another key.`, { found: String(key) })
  if (written === undefined) return
  if (guide['kind'] !== 'tour') {
    report('invalid_value', `${pointer}/steps`, `Only a tour has steps, and this is of kind ${String(guide['kind'])}. Leave "steps" out.`)
    return
  }
  const known = entries(guide['steps']).flatMap((step) => (typeof fields(step)['key'] === 'string' ? [fields(step)['key'] as string] : []))
  const used = new Set<unknown>()
  entries(written).forEach((step, j) => {
    if (typeof step !== 'string') return
    if (used.has(step)) report('duplicate_key', `${pointer}/steps/${j}`, `The step "${step}" stands twice in this variant: leave it out here.`, { found: step })
    used.add(step)
    if (known.includes(step)) return
    const suggestion = suggest(step, known)
    const hint = suggestion.length ? `; did you mean ${suggestion.map((one) => `"${one}"`).join(' or ')}?` : `: known are ${known.join(', ')}.`
    report('unknown_reference', `${pointer}/steps/${j}`, `This tour has no step "${step}"${hint}`, { found: step, ...suggestionOf(suggestion) })
  })
}
