// Owns the evaluation of a rule: compiled once into a closure, three-valued.
import type { Cases, Rule, TestRule } from '@foothold/protocol'
import { compileTests } from './comparison.ts'
import type { Context, Truth } from './context.ts'
import { SOURCES } from './source.ts'

export type Evaluate = (context: Context) => Truth

/**
 * Compiles a rule.
 *
 * @param rule - as a bundle has it; of a bundle that this version does not know, an unknown source is never known.
 * @returns a closure without allocation on evaluation; O(nodes).
 * @throws never
 */
export function compileRule(rule: Rule): Evaluate {
  if ('all' in rule) return fold(rule.all, false)
  if ('any' in rule) return fold(rule.any, true)
  if (!('not' in rule)) return compileTest(rule)
  const inner = compileRule(rule.not)
  return (context) => {
    const value = inner(context)
    return value === undefined ? value : !value
  }
}

/** Compiles a rule when it is first asked, which on most pages is never. @throws never */
export function compileLater(rule: Rule): Evaluate {
  let evaluate: Evaluate = (context) => (evaluate = compileRule(rule))(context)
  return (context) => evaluate(context)
}

/** Kleene's `all` (decided by a false) and `any` (decided by a true): unknown unless one part decides. */
function fold(rules: readonly Rule[], decisive: boolean): Evaluate {
  const parts = rules.map(compileRule)
  const [first, second] = parts
  // two parts are the rule
  if (first && second && parts.length === 2)
    return (context) => {
      const one = first(context)
      if (one === decisive) return one
      const other = second(context)
      return other === decisive || one !== undefined ? other : one
    }
  return (context) => {
    let result: Truth = !decisive
    for (let i = 0; i < parts.length; i++) {
      const value = parts[i]!(context)
      if (value === decisive) return decisive
      if (value === undefined) result = value
    }
    return result
  }
}

function compileTest(rule: TestRule): Evaluate {
  // a bundle of another version may hold what this one does not know
  if (!Array.isArray(rule.of)) return () => undefined
  const [source, ...args] = rule.of as TestRule['of']
  const test = compileTests(rule)
  const { missing, known, early } = rule
  const name = args[0] as string
  // most rules ask for one value of a record. Each record is named in a function of its own: asking by a variable costs half as
  // much again. Nothing is inherited, since values have no prototype
  if (source === 'trait')
    return (context) => {
      const value = context.traits?.[name]
      return value !== undefined && value !== null ? test(value, context) : context.traits && missing
    }
  if (source === 'account')
    return (context) => {
      const value = context.account?.[name]
      return value !== undefined && value !== null ? test(value, context) : context.account && missing
    }
  if (source === 'property')
    return (context) => {
      const value = context.properties?.[name]
      return value !== undefined && value !== null ? test(value, context) : context.properties && missing
    }
  const read = Object.hasOwn(SOURCES, source) && SOURCES[source]!(...(args as never[]))
  if (!read) return () => undefined
  const evaluate: Evaluate = (context) => {
    const value = read(context)
    return value === undefined ? value : value === null ? missing : test(value, context)
  }
  if (!known) return evaluate
  return (context) => {
    const result = evaluate(context)
    return context[known] || result === early ? result : undefined
  }
}

/** Compiles cases: the answer of the first that holds; `undefined` from the first that is unknown on, and where none holds. */
export function compileCases(cases: Cases): (context: Context) => string | undefined {
  const compiled = cases.map(([when, then]) => [compileLater(when), then] as const)
  return (context) => {
    for (const [evaluate, then] of compiled) {
      const value = evaluate(context)
      if (value !== false) return value && then
    }
    return undefined
  }
}
