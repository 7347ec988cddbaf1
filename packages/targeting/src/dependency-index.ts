// Owns the way from what has changed to what must be looked at again. Its cost is that of what it finds, however many there are.

/** An index of things by what they depend on. */
export interface DependencyIndex<T> {
  /** Everything that depends on one of these, each once; `*` stands for all. */
  of(changed: Iterable<string>): Iterable<T>
}

/** @param dependenciesOf - asked once for each. */
export function createDependencyIndex<T>(all: readonly T[], dependenciesOf: (one: T) => Iterable<string>): DependencyIndex<T> {
  const lists = new Map<string, T[]>([['*', [...all]]])
  for (const one of all) {
    for (const dependency of new Set(dependenciesOf(one))) {
      const list = lists.get(dependency)
      if (list) list.push(one)
      else lists.set(dependency, [one])
    }
  }
  return {
    of(changed) {
      // one thing has changed, mostly
      let found: Iterable<T> | undefined
      for (const dependency of changed) {
        const list = lists.get(dependency)
        if (list) found = found ? new Set([...found, ...list]) : list
      }
      return found ?? []
    },
  }
}
