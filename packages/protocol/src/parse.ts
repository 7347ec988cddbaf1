// Owns the step from an unknown value to an authored file or to issues that a person can mend. It must not know files,
// lines or references between files (that is collector/config).
import type { z } from 'zod'
import { guideSchema, type Guide } from './guide-file.ts'
import { LIMITS } from './limits.ts'
import { insteadOf, meant, placeOf, suggest } from './meant.ts'
import { mendOf } from './mend.ts'
import { modelSchema, type Model } from './model.ts'
import { nearest } from './nearest.ts'
import type { Issue } from './problem.ts'
import { translationFileSchema, type TranslationFile } from './translation.ts'

export type ParseResult<T> = { ok: true; value: T } | { ok: false; issues: Issue[] }

/**
 * Checks one guide file against its schema and fills the defaults.
 *
 * @param value - the parsed JSON.
 * @returns the guide, or every issue in it (pointer, found, expected, nearest valid words).
 * @throws never
 */
export function parseGuide(value: unknown): ParseResult<Guide> {
  return parse(guideSchema, value)
}

/** Checks the adoption model against its schema and fills the defaults; same contract as `parseGuide`. */
export function parseModel(value: unknown): ParseResult<Model> {
  return parse(modelSchema, value)
}

/** Checks one file of translations; same contract as `parseGuide`. */
export function parseTranslationFile(value: unknown): ParseResult<TranslationFile> {
  return parse(translationFileSchema, value)
}

/** Checks `value` against any schema of this package; same contract as `parseGuide`. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): ParseResult<T> {
  // zod recurses: a value nested beyond any honest file would exhaust the stack before a limit is reported
  if (tooDeep(value, LIMITS.conditionDepth + 12)) {
    return {
      ok: false,
      issues: [{ code: 'limit_exceeded', severity: 'error', pointer: '', detail: 'This is nested too deeply; conditions may be nested 10 deep.' }],
    }
  }
  const result = schema.safeParse(value, { error: namesOfShape })
  const issues = [...lostNames(value, []), ...(result.success ? [] : result.error.issues.flatMap((issue) => toIssues(issue, value, [])))]
  return result.success && !issues.length ? { ok: true, value: result.data } : { ok: false, issues }
}

/** Tells of what the schema would leave out in silence: zod takes no member of this name, and a condition without one is another. */
function* lostNames(value: unknown, path: Path): Generator<Issue> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const here = [...path, name]
    if (name === '__proto__') {
      yield { code: 'invalid_value', severity: 'error', pointer: toPointer(here), detail: '"__proto__" cannot be asked for: choose another name.', found: name }
    } else yield* lostNames(inner, here)
  }
}

type ZodIssue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

function toIssues(issue: ZodIssue, root: unknown, base: Path): Issue[] {
  const path = [...base, ...issue.path]
  const found = at(root, path)
  const make = (code: Issue['code'], detail: string, more: Partial<Issue> = {}, where: Path = path): Issue => ({
    code,
    severity: 'error',
    pointer: toPointer(where),
    detail,
    ...more,
  })
  switch (issue.code) {
    case 'unrecognized_keys': {
      const valid = knownKeys(issue)
      return issue.keys.map((key) => {
        const suggestion = suggest(key, valid)
        const place = suggestion.length ? undefined : placeOf(key, valid)
        return make(
          'unknown_field',
          place ? `Unknown field "${key}": ${place}.` : `Unknown field "${key}"${suggestion.length || !valid.length ? didYouMean(suggestion) : allowed(valid)}`,
          { found: key, ...(suggestion.length ? { suggestion } : {}), ...(valid.length ? { expected: `one of ${valid.join(', ')}` } : {}) },
          [...path, key],
        )
      })
    }
    case 'invalid_union': {
      const options = 'errors' in issue ? issue.errors : []
      if (!options.length) return [unionWithoutMatch(issue, found, make)]
      const none = noneOf(options, found)
      if (none) {
        const expected = `one of ${none.expected.join(', ')}`
        if (!none.unknown.length) return [make('required', `Missing a field: expected ${expected}.`, { expected })]
        return none.unknown.map((key) =>
          make('unknown_field', `Unknown field "${key}": ${placeOf(key, none.expected) ?? `expected ${expected}`}.`, { found: key, expected }, [...path, key]),
        )
      }
      return best(options, found).flatMap((inner) => toIssues(inner, root, path))
    }
    case 'invalid_type': {
      // a schema that knows better than the name of a type says so
      const expected = issue.message.startsWith('Invalid') ? article(issue.expected) : issue.message
      if (found === undefined) {
        const name = String(path.at(-1))
        return [make('required', `Missing "${name}": expected ${expected}${insteadOf(name, at(root, path.slice(0, -1)))}.`, { expected })]
      }
      const mend = mendOf(path, found, issue.message.startsWith('Invalid') ? issue.expected : issue.message, at(root, path.slice(0, -1)))
      return [
        make('wrong_type', `Expected ${expected}, found ${show(found)}${toWrite(mend)}.`, {
          found: show(found),
          expected,
          ...(mend ? { suggestion: [mend] } : {}),
        }),
      ]
    }
    case 'invalid_value': {
      const valid = issue.values.map(String)
      if (found === undefined)
        return [make('required', `Missing "${String(path.at(-1))}": expected one of ${valid.join(', ')}.`, { expected: `one of ${valid.join(', ')}` })]
      const suggestion = typeof found === 'string' ? nearest(found, valid) : []
      return [
        make('invalid_value', `${show(found)} is not allowed here: expected one of ${valid.join(', ')}${didYouMean(suggestion)}`, {
          found: show(found),
          expected: `one of ${valid.join(', ')}`,
          ...(suggestion.length ? { suggestion } : {}),
        }),
      ]
    }
    case 'too_big':
    case 'too_small': {
      const bound = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum)
      const most = issue.code === 'too_big'
      const name = nameOf(path)
      const isSize = issue.origin === 'string' || issue.origin === 'array'
      const unit =
        issue.origin === 'string' ? (bound === 1 ? ' character' : ' characters') : issue.origin === 'array' ? (bound === 1 ? ' entry' : ' entries') : ''
      const limit = `at ${most ? 'most' : 'least'} ${bound.toLocaleString('en')}${unit}`
      const size = isSize && (Array.isArray(found) || typeof found === 'string') ? found.length.toLocaleString('en') : show(found)
      const mend = most && bound === 1 ? mendOf(path, found, 'a share') : undefined
      return [
        make(
          most ? 'limit_exceeded' : 'invalid_value',
          `${name} ${isSize ? (most ? 'may have' : 'needs') : 'must be'} ${limit} (found ${size})${toWrite(mend)}.`,
          {
            expected: limit,
            found: show(found),
            ...(mend ? { suggestion: [mend] } : {}),
          },
        ),
      ]
    }
    case 'invalid_key': {
      const [name, expected] = [String(path.at(-1)), issue.issues[0]?.message ?? 'another name']
      return [make('invalid_value', `Expected ${expected}, found "${name}".`, { found: name, expected })]
    }
    default: {
      const expected = issue.code === 'invalid_format' && issue.message.startsWith('Invalid ISO date') ? 'a date such as "2026-12-01"' : issue.message
      const mend = mendOf(path, found, expected, at(root, path.slice(0, -1)))
      const more = { found: show(found), expected, ...(mend ? { suggestion: [mend] } : {}) }
      return [make('invalid_value', `Expected ${expected}, found ${show(found)}${toWrite(mend)}.`, more)]
    }
  }
}

function unionWithoutMatch(issue: ZodIssue, found: unknown, make: (code: Issue['code'], detail: string, more?: Partial<Issue>) => Issue): Issue {
  const valid = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
  const word = issue.path.length ? found : undefined
  const suggestion = typeof word === 'string' ? nearest(word, valid) : []
  const code = word === undefined ? 'required' : 'invalid_value'
  return make(
    code,
    `${code === 'required' ? `Missing "${String(issue.path.at(-1) ?? 'kind')}"` : `${show(word)} is not allowed here`}: expected one of ${valid.join(', ')}${didYouMean(suggestion)}`,
    { expected: `one of ${valid.join(', ')}`, ...(suggestion.length ? { suggestion } : {}) },
  )
}

/**
 * Tells where the author has written what belongs to no branch of a union, nor what one of them begins with: none is meant more than
 * the others.
 *
 * @returns the words that no branch knows, and the field that each branch wants.
 */
function noneOf(options: readonly (readonly ZodIssue[])[], found: unknown): { unknown: readonly string[]; expected: string[] } | undefined {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined
  const strange = options.map((issues) => issues.find((issue) => issue.code === 'unrecognized_keys' && !issue.path.length))
  const unknownOf = (issue: ZodIssue | undefined): readonly string[] => (issue?.code === 'unrecognized_keys' ? issue.keys : [])
  const wanted = options.map((issues) => issues.find(({ path }) => path.length === 1 && !Object.hasOwn(found, path[0]!))?.path[0])
  const unknown = unknownOf(strange[0])
  if (wanted.includes(undefined) || strange.some((issue) => unknownOf(issue).join() !== unknown.join())) return undefined
  if (strange.some((issue) => issue && unknown.some((key) => suggest(key, knownKeys(issue)).length))) return undefined
  return { unknown, expected: [...new Set(wanted.map(String))] }
}

/**
 * Chooses the branch of a union that the author most likely meant: the one with the fewest unknown fields, then with the
 * fewest issues at its own level (a misspelt word deep inside is better than a missing word on top).
 */
function best(options: readonly (readonly ZodIssue[])[], found: unknown): readonly ZodIssue[] {
  const cost = (issues: readonly ZodIssue[]): number =>
    issues.reduce((sum, issue) => {
      if (issue.code === 'unrecognized_keys') {
        const valid = knownKeys(issue)
        return sum + issue.keys.reduce((s, key) => s + (meant(key).some((one) => valid.includes(one)) ? 10 : nearest(key, valid).length ? 40 : 100), 0)
      }
      // a word is not what somebody meant who wrote no text
      if (issue.code === 'invalid_value' && issue.path.length === 0 && typeof found !== 'string') return sum + 70
      if (issue.path.length === 0) return sum + (issue.code === 'invalid_type' && typeof found !== 'object' ? 60 : 30)
      const missing = typeof found === 'object' && found !== null && !(String(issue.path[0]) in found)
      return sum + (missing ? 30 : 1)
    }, 0)
  return [...options].sort((a, b) => cost(a) - cost(b))[0]!
}

/**
 * Puts the fields that the object at fault may have into the message of the issue: zod leaves the schema that raised an
 * issue out of what it returns, but shows it to the error map.
 */
function namesOfShape(raw: z.core.$ZodRawIssue): string | undefined {
  if (raw.code !== 'unrecognized_keys') return undefined
  const definition = raw.inst?._zod.def as { shape?: object } | undefined
  return Object.keys(definition?.shape ?? {}).join(',')
}
const knownKeys = (issue: ZodIssue): string[] => issue.message.split(',').filter(Boolean)

const allowed = (valid: readonly string[]): string => `: expected ${valid.length === 1 ? `only ${valid[0]}` : `one of ${valid.join(', ')}`}.`

/** Ends a sentence: with the nearest words as a question, or with a full stop. */
const didYouMean = (words: string[]): string => (words.length ? `; did you mean ${words.map((word) => `"${word}"`).join(' or ')}?` : '.')
const toWrite = (mend: string | undefined): string => (mend === undefined ? '' : `: write ${mend}`)
const article = (type: string): string =>
  type === 'tuple' ? 'an array of two' : type === 'int' ? 'a whole number' : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
/** The field that a path ends at, for sentences. */
function nameOf(path: Path): string {
  const [last, list] = [path.at(-1), path.findLast((part) => typeof part === 'string')]
  if (list === undefined) return 'This'
  return typeof last === 'number' ? `Entry ${last + 1} of "${list}"` : `"${list}"`
}
const toPointer = (path: Path): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  )
}

function tooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => tooDeep(inner, left - 1))
}
