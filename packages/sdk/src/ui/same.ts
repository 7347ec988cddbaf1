// Owns telling whether a view says anything new. It must not know what views hold.

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

const isPlain = (value: unknown): value is Record<string, unknown> =>
  Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
