// Owns the comparison of If-None-Match. Pure.

/** Whether a client has this version already; weak comparison, as RFC 9110 has it for If-None-Match. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  return !!header && header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}
