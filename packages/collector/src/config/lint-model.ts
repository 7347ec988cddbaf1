// Owns the checks of the adoption model: keys used twice, dangling references, definitions that go round in a circle. It
// must not know the tours and texts of guides.
import { lintSelector } from './lint-find.ts'
import { lintAnchor, lintJourneys } from './lint-journey.ts'
import { lintAttention } from './lint-attention.ts'
import { lintRollouts } from './lint-rollout.ts'
import { entries, fields, lintCondition, reference, repeated, type Check } from './reference.ts'

/**
 * Checks the adoption model against itself and against the guides.
 *
 * @param model - the JSON as written, of any shape.
 * @throws never
 */
export function lintModel(model: Record<string, unknown>, check: Check): void {
  for (const list of ['features', 'segments', 'milestones', 'goals', 'badges']) repeated(entries(model[list]), `/${list}`, check)
  for (const list of ['segments', 'milestones']) {
    entries(model[list]).forEach((entry, i) => lintCondition(fields(entry)['when'], `/${list}/${i}/when`, check))
  }
  entries(model['features']).forEach((feature, i) =>
    entries(fields(feature)['usedWhen']).forEach((use, j) => lintSelector(fields(use)['click'], `/features/${i}/usedWhen/${j}/click`, check.report)),
  )
  entries(model['milestones']).forEach((milestone, i) => lintCelebrate(fields(milestone)['celebrate'], `/milestones/${i}/celebrate`, check))
  entries(model['goals']).forEach((entry, i) => {
    const goal = fields(entry)
    const metric = fields(goal['metric'])
    reference('segment', goal['segment'], `/goals/${i}/segment`, check)
    reference('milestone', metric['milestone'], `/goals/${i}/metric/milestone`, check)
    reference('feature', metric['feature'], `/goals/${i}/metric/feature`, check)
  })
  entries(model['badges']).forEach((badge, i) => reference('milestone', fields(badge)['milestone'], `/badges/${i}/milestone`, check))
  entries(model['milestones']).forEach((milestone, i) => lintAnchor(fields(milestone), `/milestones/${i}`, check))
  lintJourneys(model, check)
  lintRollouts(model, check)
  lintAttention(model, check)
  lintCircles(model, check)
}

function lintCelebrate(word: unknown, pointer: string, check: Check): void {
  const kind = typeof word === 'string' ? check.names.guide.get(word) : undefined
  if (kind === undefined || kind === 'celebration') reference('celebration', word, pointer, check)
  else
    check.report('invalid_value', pointer, `"${String(word)}" is a guide of kind ${kind}; only a celebration can be named here.`, {
      found: String(word),
      expected: 'the key of a celebration',
    })
}

/** Definitions that rest on one another: nobody follows further, and each is a level of recursion wherever it is evaluated. */
const LONGEST_CHAIN = 100

/** A segment or milestone that is defined by itself could never be decided. Each circle is told once, at its first member. */
function lintCircles(model: Record<string, unknown>, { report }: Check): void {
  const uses = new Map<string, string[]>()
  const pointers = new Map<string, string>()
  for (const kind of ['segment', 'milestone']) {
    entries(model[`${kind}s`]).forEach((entry, i) => {
      const { key, when } = fields(entry) as { key?: unknown; when?: unknown }
      if (typeof key !== 'string' || uses.has(`${kind} ${key}`)) return
      uses.set(`${kind} ${key}`, [...usesOf(when)])
      pointers.set(`${kind} ${key}`, `/${kind}s/${i}/when`)
    })
  }
  const lengths = new Map<string, number>()
  let tooLong = false
  const visit = (name: string, path: string[]): number => {
    const start = path.indexOf(name)
    if (start >= 0) {
      const circle = [...path.slice(start), name].map((word) => word.replace(' ', ' "') + '"')
      report('cycle', pointers.get(name)!, `This is defined by itself: ${circle.join(' → ')}. Take one of these out.`)
      return 0
    }
    const known = lengths.get(name)
    if (known !== undefined) return known
    let length = 1
    if (path.length < LONGEST_CHAIN) for (const next of uses.get(name) ?? []) if (uses.has(next)) length = Math.max(length, 1 + visit(next, [...path, name]))
    if (!tooLong && (path.length >= LONGEST_CHAIN || length > LONGEST_CHAIN)) {
      tooLong = true
      report('limit_exceeded', pointers.get(name)!, `Definitions may rest on one another ${LONGEST_CHAIN} deep; this chain is longer.`, {
        expected: `at most ${LONGEST_CHAIN}`,
      })
    }
    lengths.set(name, length)
    return length
  }
  for (const name of uses.keys()) visit(name, [])
}

function* usesOf(condition: unknown): Generator<string> {
  const node = fields(condition)
  for (const kind of ['segment', 'milestone']) if (typeof node[kind] === 'string') yield `${kind} ${node[kind]}`
  for (const inner of [...entries(node['all']), ...entries(node['any']), node['not']]) if (inner !== undefined) yield* usesOf(inner)
}
