// Owns the reading of Accept-Encoding. Pure.

/**
 * Picks how a body is compressed.
 *
 * @param header - of the request.
 * @param offered - the better one first.
 * @returns the first of them that the client takes; `undefined` where it takes none, or did not say.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function pickEncoding<T extends string>(header: string | undefined, offered: readonly T[]): T | undefined {
  const taken = new Map<string, boolean>()
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    taken.set(name, !parameters.some((text) => /^q=0(?:\.0*)?$/.test(text)))
  }
  return offered.find((encoding) => taken.get(encoding) ?? taken.get('*') ?? false)
}
