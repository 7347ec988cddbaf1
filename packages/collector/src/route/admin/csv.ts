// Owns a line of CSV. Pure. @see https://www.rfc-editor.org/rfc/rfc4180

/**
 * Writes a line. Lists and records become JSON, `null` an empty cell.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe: what a stranger sent must not run in the office.
 */
export function toCsvLine(values: readonly unknown[]): string {
  return `${values.map(toCell).join(',')}\r\n`
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const harmless = typeof value === 'string' && /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text
  // some spreadsheets end a cell at these too
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
