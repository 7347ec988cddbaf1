// Owns twenty realistic rules, the people they are about, and every engine that answers them. Runs in Node and, bundled, in a page.
import { evalCondition } from '@growthbook/growthbook'
import jsonLogic from 'json-logic-js'
import * as siftModule from 'sift'
import { compileBundle, compileCondition, compileGuide, compileModel, createDependencyIndex, evaluateGuide, toValues } from '@foothold/targeting'

// CommonJS in Node, a module in a bundle
const sift = siftModule.default
const { createEqualsOperation } = siftModule.createEqualsOperation ? siftModule : sift

/** A generator of numbers from 0 to 1, always the same (mulberry32). */
function createRandom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const PAGES = ['projects', 'settings', 'billing', 'reports', 'team']

/** People with the traits that products really send; half of them are not in a trial. */
function createPeople(number) {
  const random = createRandom(1)
  const below = (max) => Math.floor(random() * max)
  const oneOf = (list) => list[below(list.length)]
  return Array.from({ length: number }, (_, i) => ({
    id: `user-${i}`,
    plan: oneOf(['free', 'free', 'starter', 'pro', 'enterprise']),
    role: oneOf(['owner', 'admin', 'member', 'viewer']),
    country: oneOf(['US', 'DE', 'FR', 'GB', 'IN', 'BR', 'JP', 'CA']),
    language: oneOf(['en', 'de', 'fr', 'es', 'pt', 'ja']),
    device: oneOf(['desktop', 'desktop', 'mobile', 'tablet']),
    age: below(400),
    seats: below(200),
    spend: below(5_000),
    logins: below(300),
    idle: below(60),
    version: `${below(4)}.${below(20)}.${below(10)}`,
    url: `https://app.example.com/${oneOf(PAGES)}/${below(500)}${oneOf(['', '/edit', '?tab=2'])}`,
    bucket: below(10_000),
    beta: random() < 0.2,
    tags: ['a', 'b', 'c', 'd', 'e'].filter(() => random() < 0.3),
    company: { size: below(5_000), industry: oneOf(['saas', 'bank', 'retail', 'health']) },
    ...(random() < 0.5 ? { trialDays: below(30) } : {}),
  }))
}

// ——— the rules, in a form from which every engine's own is made: [word, path, value], or [all | any | not, …rules]

const RULES = [
  ['is', 'plan', 'pro'],
  ['all', ['is', 'plan', 'free'], ['gt', 'age', 14]],
  ['all', ['in', 'country', ['US', 'CA', 'GB']], ['is', 'language', 'en']],
  ['matches', 'url', '^https://app\\.example\\.com/projects/\\d+'],
  ['since', 'version', '2.5.0'],
  ['all', ['gte', 'bucket', 2_000], ['lt', 'bucket', 6_000]],
  ['any', ['is', 'role', 'owner'], ['is', 'role', 'admin']],
  ['all', ['not', ['is', 'plan', 'enterprise']], ['gt', 'seats', 20], ['lt', 'seats', 100]],
  ['all', ['is', 'device', 'desktop'], ['any', ['gt', 'logins', 50], ['is', 'beta', true]]],
  ['not', ['any', ['is', 'role', 'viewer'], ['in', 'country', ['IN', 'BR']]]],
  ['all', ['matches', 'url', '/billing/'], ['in', 'plan', ['free', 'starter']], ['in', 'role', ['owner', 'admin']]],
  ['all', ['since', 'version', '1.10.0'], ['not', ['since', 'version', '3.0.0']], ['is', 'beta', false]],
  ['all', ['has', 'tags', 'a'], ['not', ['has', 'tags', 'b']]],
  ['all', ['gt', 'company.size', 500], ['in', 'company.industry', ['saas', 'bank']]],
  ['any', ['all', ['is', 'plan', 'free'], ['lt', 'idle', 7]], ['all', ['is', 'plan', 'starter'], ['gt', 'spend', 300], ['not', ['is', 'country', 'JP']]]],
  ['all', ['exists', 'trialDays', true], ['lt', 'trialDays', 5], ['not', ['is', 'plan', 'enterprise']]],
  ['all', ['lt', 'age', 30], ['lt', 'logins', 5], ['any', ['is', 'device', 'mobile'], ['is', 'device', 'tablet']]],
  ['all', ['matches', 'url', '(\\?|&)tab=\\d'], ['gte', 'bucket', 0], ['lt', 'bucket', 5_000], ['in', 'language', ['en', 'de', 'fr']]],
  [
    'any',
    ['all', ['any', ['is', 'role', 'owner'], ['is', 'role', 'admin']], ['gt', 'spend', 1_000], ['not', ['has', 'tags', 'e']]],
    ['all', ['is', 'beta', true], ['since', 'version', '3.0.0'], ['lt', 'idle', 3]],
  ],
  [
    'all',
    ['not', ['all', ['is', 'plan', 'free'], ['gt', 'idle', 30]]],
    ['any', ['matches', 'url', '/settings/'], ['matches', 'url', '/team/']],
    ['in', 'company.industry', ['saas', 'health', 'retail']],
    ['gt', 'company.size', 50],
    ['gte', 'logins', 10],
  ],
]
const isList = (word) => word === 'all' || word === 'any' || word === 'not'

// ——— ours: authored, published, compiled

function toCondition([word, path, value, ...rest]) {
  if (word === 'not') return { not: toCondition(path) }
  if (isList(word)) return { [word]: [path, value, ...rest].filter(Boolean).map(toCondition) }
  const subject = path.startsWith('company.') ? { account: path.slice(8) } : { trait: path }
  if (word === 'since') return { ...subject, semver: `>=${value}` }
  return { ...subject, [word === 'has' ? 'contains' : word]: value }
}
const NOW = Date.parse('2026-11-22')

const NOBODY = { segments: [], milestones: [], features: [] }
const EMPTY = compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] })
const nothing = () => null
const never = () => undefined
/** What is known of a person; made once, as the browser does. */
const factsOf = ({ company, ...traits }) => ({
  now: NOW,
  zone: 'UTC',
  historyKnown: true,
  traits: toValues(traits),
  account: toValues(company),
  tally: nothing,
  reachedAt: never,
  guide: nothing,
  fired: 'event',
})

// ——— by hand: the limit of what needs no eval

const versionOf = (text) => text.split('.').map(Number)
/** Reads a version in place; the fastest that could be found. */
function isSince(actual, wanted) {
  if (typeof actual !== 'string') return false
  for (let i = 0, at = 0; i < wanted.length; i++, at++) {
    let number = 0
    for (let digit; (digit = actual.charCodeAt(at) - 48) >= 0 && digit <= 9; at++) number = number * 10 + digit
    if (number !== wanted[i]) return number > wanted[i]
  }
  return true
}
function readerOf(path) {
  const [outer, inner] = path.split('.')
  return inner === undefined ? (person) => person[outer] : (person) => person[outer]?.[inner]
}
function toClosure([word, path, value, ...rest]) {
  if (word === 'not') {
    const inner = toClosure(path)
    return (person) => !inner(person)
  }
  if (isList(word)) {
    const parts = [path, value, ...rest].filter(Boolean).map(toClosure)
    const [first, second] = parts
    const stop = word === 'any'
    if (parts.length === 2) return stop ? (person) => first(person) || second(person) : (person) => first(person) && second(person)
    return (person) => {
      for (let i = 0; i < parts.length; i++) if (parts[i](person) === stop) return stop
      return !stop
    }
  }
  const read = readerOf(path)
  switch (word) {
    case 'is':
      return (person) => read(person) === value
    case 'gt':
      return (person) => read(person) > value
    case 'gte':
      return (person) => read(person) >= value
    case 'lt':
      return (person) => read(person) < value
    case 'exists':
      return (person) => (read(person) !== undefined) === value
    case 'in': {
      const set = new Set(value)
      return (person) => set.has(read(person))
    }
    case 'has':
      return (person) => read(person)?.includes(value) ?? false
    case 'matches': {
      const pattern = new RegExp(value)
      return (person) => pattern.test(read(person))
    }
    default: {
      const version = versionOf(value)
      return (person) => isSince(read(person), version)
    }
  }
}

// ——— the peers

const MONGO = { is: '$eq', gt: '$gt', gte: '$gte', lt: '$lt', exists: '$exists', in: '$in', has: '$in', matches: '$regex', since: '$vgte' }
function toMongo([word, path, value, ...rest], not) {
  if (word === 'not') return not(toMongo(path, not))
  if (isList(word)) return { [word === 'all' ? '$and' : '$or']: [path, value, ...rest].filter(Boolean).map((rule) => toMongo(rule, not)) }
  return { [path]: { [MONGO[word]]: word === 'has' ? [value] : value } }
}
const LOGIC = { is: '===', gt: '>', gte: '>=', lt: 'below', matches: 'matches', since: 'since' }
function toLogic([word, path, value, ...rest]) {
  if (word === 'not') return { '!': [toLogic(path)] }
  if (isList(word)) return { [word === 'all' ? 'and' : 'or']: [path, value, ...rest].filter(Boolean).map(toLogic) }
  const read = { var: path }
  if (word === 'in') return { in: [read, value] }
  if (word === 'has') return { in: [value, read] }
  if (word === 'exists') return { '!==': [read, null] }
  return { [LOGIC[word]]: [read, value] }
}

export const OURS = 'Foothold'
export const BY_HAND = 'closures composed by hand'

/** Each engine: rules → (person, which rule) → whether it holds; `prepare` makes of a person what the engine takes. */
const ENGINES = {
  [OURS]: {
    prepare: (person) => EMPTY.over(factsOf(person)),
    compile: (rules) => {
      const compiled = rules.map((rule) => compileCondition(toCondition(rule)))
      return (context, i) => compiled[i](context) === true
    },
  },
  [BY_HAND]: {
    prepare: (person) => person,
    compile: (rules) => {
      const compiled = rules.map(toClosure)
      return (person, i) => compiled[i](person)
    },
  },
  'GrowthBook evalCondition': {
    package: '@growthbook/growthbook',
    prepare: (person) => person,
    compile: (rules) => {
      const conditions = rules.map((rule) => toMongo(rule, (inner) => ({ $not: inner })))
      return (person, i) => evalCondition(person, conditions[i])
    },
  },
  'json-logic-js': {
    package: 'json-logic-js',
    prepare: (person) => person,
    compile: (rules) => {
      const patterns = new Map()
      const patternOf = (source) => patterns.get(source) ?? patterns.set(source, new RegExp(source)).get(source)
      jsonLogic.add_operation('matches', (text, source) => patternOf(source).test(text))
      jsonLogic.add_operation('since', (text, version) => isSince(text, versionOf(version)))
      jsonLogic.add_operation('below', (number, limit) => number != null && number < limit)
      const conditions = rules.map(toLogic)
      return (person, i) => jsonLogic.apply(conditions[i], person)
    },
  },
  sift: {
    package: 'sift',
    prepare: (person) => person,
    compile: (rules) => {
      const $vgte = (wanted, query, options) => {
        const version = versionOf(wanted)
        return createEqualsOperation((text) => isSince(text, version), query, options)
      }
      const compiled = rules.map((rule) =>
        sift(
          toMongo(rule, (inner) => ({ $nor: [inner] })),
          { operations: { $vgte } },
        ),
      )
      return (person, i) => compiled[i](person)
    },
  },
}

// ——— one tracked event

/** The rule with other numbers. */
const vary = ([word, ...parts], by) =>
  isList(word)
    ? [word, ...parts.map((rule) => vary(rule, by))]
    : [word, parts[0], typeof parts[1] === 'number' && parts[0] !== 'bucket' ? parts[1] + (by % 7) : parts[1]]

/** The twenty rules over and over as guides; one in `every` waits for the event that is tracked. */
const createGuides = (number, every) =>
  Array.from({ length: number }, (_, i) => ({
    key: `guide-${i}`,
    event: `event-${i % every}`,
    rule: vary(RULES[Math.floor(i / every) % 20], Math.floor(i / 20)),
  }))
const EVENT = 'event-0'
const DAY_MS = 86_400_000

/** Ways to find the guides that may show after an event: list → (person) → how many. */
const WAYS = {
  [OURS]: (list) => {
    const bundle = compileBundle('v', {
      guides: list.map(({ key, event, rule }) => ({
        kind: 'hint',
        key,
        goal: null,
        priority: 50,
        title: 't',
        target: {},
        when: { after: { event } },
        audience: toCondition(rule),
      })),
      model: NOBODY,
    })
    const index = createDependencyIndex(bundle.guides.map(compileGuide), ({ guide }) => guide.dependencies)
    const changed = [`event:${EVENT}`]
    const model = compileModel(bundle)
    const prepare = (person) => model.over(factsOf(person))
    const handle = (context) => {
      let open = 0
      for (const compiled of index.of(changed)) if (!evaluateGuide(compiled, context)) open++
      return open
    }
    return { prepare, handle }
  },
  [BY_HAND]: (list) => {
    const waiting = new Map()
    for (const { key, event, rule } of list) waiting.set(event, [...(waiting.get(event) ?? []), { key, holds: toClosure(rule) }])
    // the same gates: moment, audience, outcomes, showings
    const mayShow = (progress, now) =>
      !progress || (progress.state !== 'completed' && progress.state !== 'dismissed' && !(progress.until > now) && now - progress.lastSeenAt >= DAY_MS)
    const handle = ({ person, fired, now, progressOf }) => {
      let open = 0
      for (const { key, holds } of waiting.get(EVENT) ?? []) if (fired && holds(person) && mayShow(progressOf(key), now)) open++
      return open
    }
    return { prepare: (person) => ({ person, fired: 'event', now: NOW, progressOf: () => null }), handle }
  },
  'GrowthBook evalCondition, all guides': (list) => {
    const conditions = list.map(({ event, rule }) => ({ $and: [{ event }, toMongo(rule, (inner) => ({ $not: inner }))] }))
    const handle = (person) => {
      let open = 0
      for (const condition of conditions) if (evalCondition(person, condition)) open++
      return open
    }
    return { prepare: (person) => ({ ...person, event: EVENT }), handle }
  },
}

/**
 * Prepares everything that is measured; each call takes one sample, so that a caller can take them in turns.
 *
 * @returns names of engines and ways, and the samples.
 */
export function createBench() {
  const people = createPeople(10_000)
  const made = new Map()
  const once = (key, make) => made.get(key) ?? made.set(key, make()).get(key)
  const prepared = (name) => once(name, () => ({ run: ENGINES[name].compile(RULES), list: people.map(ENGINES[name].prepare) }))
  const way = (name, number, every) =>
    once(`${name} ${number} ${every}`, () => {
      const { prepare, handle } = WAYS[name](createGuides(number, every))
      return { handle, list: people.slice(0, 50).map(prepare) }
    })
  /** Repeats until so many ms are over. @returns ns for each of the things done. */
  function measure(atLeastMs, pass) {
    let done = 0
    let kept = 0
    const begun = performance.now()
    let spent = 0
    while (spent < atLeastMs) {
      const [did, found] = pass()
      done += did
      kept += found
      spent = performance.now() - begun
    }
    // what is found is used, or nothing would be looked for
    return kept < 0 ? 0 : (spent * 1e6) / done
  }
  return {
    engines: Object.keys(ENGINES),
    ways: Object.keys(WAYS),
    rules: RULES.map((_, i) => i),
    /** Answers that differ from those by hand, of 20 rules × 500 people. */
    wrong(name) {
      const { run, list } = prepared(name)
      const { run: check, list: same } = prepared(BY_HAND)
      let wrong = 0
      for (let p = 0; p < 500; p++) for (let i = 0; i < RULES.length; i++) if (Boolean(run(list[p], i)) !== check(same[p], i)) wrong++
      return wrong
    },
    /** ns for one answer; of one rule where it is given. */
    answerNs(name, only) {
      const { run, list } = prepared(name)
      const [from, to] = only === undefined ? [0, RULES.length] : [only, only + 1]
      return measure(only === undefined ? 150 : 40, () => {
        let held = 0
        for (let p = 0; p < list.length; p++) for (let i = from; i < to; i++) if (run(list[p], i)) held++
        return [list.length * (to - from), held]
      })
    },
    /** ns for one tracked event. */
    eventNs(name, number, every) {
      const { handle, list } = way(name, number, every)
      return measure(60, () => {
        let open = 0
        for (const person of list) open += handle(person)
        return [list.length, open]
      })
    },
    /** Guides that show after the event, for all people; must be equal for all ways. */
    open(name, number, every) {
      const { handle, list } = way(name, number, every)
      return list.reduce((sum, person) => sum + handle(person), 0)
    },
  }
}

/** Versions that are told beside the table. */
export const PACKAGES = Object.values(ENGINES).flatMap(({ package: name }) => name ?? [])
