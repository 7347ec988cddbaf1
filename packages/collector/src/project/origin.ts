// Owns which pages may use a write key: the comparison of an Origin header with the list of a key. Pure. It must not know HTTP.

/** A scheme and a host, with `*.` for every subdomain and a port where it is not the usual one. */
const ORIGIN = /^https?:\/\/(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?$/

/** Brings an origin as somebody wrote it into the form that browsers send; `undefined` where it is none. */
export function toOrigin(text: string): string | undefined {
  const plain = text.trim().toLowerCase().replace(/\/$/, '')
  if (!ORIGIN.test(plain)) return undefined
  const url = plain.replace('//*.', '//any.')
  if (!URL.canParse(url)) return undefined
  // a port that is the scheme's own is not sent
  return new URL(url).origin.replace('//any.', plain.includes('//*.') ? '//*.' : '//any.')
}

/**
 * Whether a page may use a key.
 *
 * A request without an Origin is let through: browsers send one with every request to another origin and with every POST, and
 * what is no browser could send any.
 *
 * @param allowed - in the form of `toOrigin`; empty stands for any.
 */
export function allowsOrigin(allowed: readonly string[], origin: string | undefined): boolean {
  if (!allowed.length || origin === undefined) return true
  const given = origin.toLowerCase()
  return allowed.some((one) => {
    const [scheme, domain] = one.split('//*')
    return domain === undefined ? one === given : given.startsWith(`${scheme}//`) && given.endsWith(domain) && given.length > one.length - 1
  })
}
