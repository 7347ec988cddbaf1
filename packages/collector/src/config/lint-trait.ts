// Owns what can be told of the names of traits: those that a project has never sent, and those that look like a path. It must
// not know what they are compared with.
import type { NamedFile } from './lint-seen.ts'
import { leavesOf, rootsOf, suggestionOf } from './reference.ts'
import { NAMES, type SeenNames } from './seen.ts'

type Subject = 'trait' | 'account' | 'property'
interface Named {
  file: NamedFile
  pointer: string
  subject: Subject
  name: string
}

function* namesIn(files: readonly NamedFile[]): Generator<Named> {
  for (const file of files)
    for (const [pointer, root] of rootsOf(file.value))
      for (const [at, leaf] of leavesOf(root, pointer))
        for (const subject of ['trait', 'account', 'property'] as const) {
          const name = leaf[subject]
          if (typeof name === 'string') yield { file, pointer: `${at}/${subject}`, subject, name }
        }
}

const isPath = (name: string): boolean => /^[\w$-]+(?:\.[\w$-]+)+$/.test(name)
const listOf = (seen: SeenNames | undefined, subject: Subject): SeenNames['traits'] | undefined =>
  subject === 'trait' ? seen?.traits : subject === 'account' ? seen?.accountTraits : undefined
const has = (list: SeenNames['traits'] | undefined, name: string): boolean => !!list?.some((one) => one.name === name)

/** What the first part of a path says of whose trait it is. */
const OWNERS: Readonly<Record<string, Subject>> = {
  ...{ user: 'trait', users: 'trait', person: 'trait', trait: 'trait', traits: 'trait' },
  ...{ account: 'account', company: 'account', group: 'account', organization: 'account', organisation: 'account', event: 'property', properties: 'property' },
}

/**
 * Tells of names that are written as paths: a trait is found by its whole name.
 *
 * @param seen - a name that has been sent like that is none.
 * @throws never
 */
export function lintPaths(files: readonly NamedFile[], seen: SeenNames | undefined): void {
  for (const { file, pointer, subject, name } of namesIn(files)) {
    if (!isPath(name) || has(listOf(seen, subject), name)) continue
    const [first, rest] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)]
    const owner = Object.hasOwn(OWNERS, first) ? OWNERS[first] : undefined
    const mend = owner && !isPath(rest) ? `"${owner}": ${JSON.stringify(rest)}` : undefined
    const what = subject === 'property' ? 'property' : 'trait'
    file.check.report(
      'invalid_value',
      pointer,
      `"${name}" is read as the name of one ${what}, with the dot in it; nothing inside of a ${what} can be asked for: ${mend ? `write ${mend}` : `send "${name.slice(name.lastIndexOf('.') + 1)}" as a ${what} of its own`}.`,
      { severity: 'warning', found: name, ...suggestionOf(mend ? [mend] : []) },
    )
  }
}

/**
 * Tells of traits that a project has never sent.
 *
 * @param seen - where nothing was ever sent, nothing is told.
 * @throws never
 */
export function lintUnseenTraits(files: readonly NamedFile[], seen: SeenNames): void {
  if (!seen.events.length && !seen.traits.length && !seen.accountTraits?.length) return
  for (const { file, pointer, subject, name } of namesIn(files)) {
    const list = listOf(seen, subject)
    // of more names than are kept nobody can say which are missing; a path is told as one
    if (!list || list.length >= NAMES || has(list, name) || isPath(name)) continue
    const other = subject === 'trait' ? ('account' as const) : ('trait' as const)
    const owner = subject === 'trait' ? '' : ' of accounts'
    const near = has(listOf(seen, other), name)
      ? undefined
      : file.check.suggest(
          name,
          list.map((one) => one.name),
        )
    const closest = !near
      ? `there is one of ${other === 'account' ? 'accounts' : 'people'}: write "${other}": ${JSON.stringify(name)}`
      : near[0] === undefined
        ? 'nothing like it was'
        : `closest is \`${near[0]}\``
    file.check.report(
      'trait_never_seen',
      pointer,
      `Trait \`${name}\`${owner} was not seen; ${closest}. Mend the name, or send the trait before this goes live.`,
      {
        severity: 'warning',
        found: name,
        ...suggestionOf(near ?? [`"${other}": ${JSON.stringify(name)}`]),
      },
    )
  }
}
