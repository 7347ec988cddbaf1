// Owns how texts that a database cannot hold are held all the same: PostgreSQL takes no NUL, and no database takes half of a
// surrogate pair. It must not know tables or dialects.

/** A noncharacter: Unicode keeps it for programs to use among themselves. @see https://www.unicode.org/faq/private_use.html#nonchar1 */
const MARK = '\ufdd0'
const UNFIT = /[\0\ufdd0]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const ENCODED = /\ufdd0([0-9a-f]{4})/g

/** Makes a value that any database holds; different texts stay different. Other values stay as they are. */
export function encodeText<T>(value: T): T | string {
  if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0') && !value.includes(MARK))) return value
  return value.replace(UNFIT, (unit) => `${MARK}${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Gives the texts of rows back as they were. Changes the rows in place: they are the driver's, and nobody else's yet. */
export function decodeRows<T extends object>(rows: readonly T[]): readonly T[] {
  for (const row of rows as readonly Record<string, unknown>[])
    for (const column in row) {
      const value = row[column]
      if (typeof value === 'string' && value.includes(MARK)) row[column] = value.replace(ENCODED, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    }
  return rows
}
