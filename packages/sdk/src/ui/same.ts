// Owns telling whether a view says anything new, and keeping alive what an old one can do. It must not know what views hold.

/**
 * Whether two values look the same: plain data by what is in it, moments by their time, elements by being the same one. What a
 * function does cannot be told: any two are the same.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b || (typeof a === 'function' && typeof b === 'function')) return true
  if (a instanceof Date && b instanceof Date) return +a === +b
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
}

/**
 * Copies a value so that each function in it does what the function at its place does by then: who was given a view, and has not
 * been told of a newer one that looks the same, does what that says.
 *
 * @param now - the value as it is by then, of the same shape.
 */
export function toLive<T>(value: T, now: () => T): T {
  if (typeof value === 'function') return ((...args: unknown[]) => (now() as (...args: unknown[]) => unknown)(...args)) as T
  if (!isPlain(value)) return value
  const parts = Object.keys(value).map((key) => [key, toLive(value[key], () => (now() as typeof value)[key])] as const)
  return (Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
