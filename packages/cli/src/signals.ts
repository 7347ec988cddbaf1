// Owns the end by signal: drain once, leave in time, leave at once when asked again.

/** Below the 10 s after which most supervisors kill. */
const LONGEST_MS = 9_500
/** A terminal sends Ctrl-C to every process of a group, and npm passes it on: two signals this close are one. */
const ECHO_MS = 500

/**
 * Closes on SIGINT and SIGTERM, then exits with 0; a second signal exits at once.
 *
 * @param close - drains; when it takes longer the process leaves anyway: everything acknowledged is on disk.
 * @param longestMs - so long. @default 9_500
 */
export function closeOnSignal(close: () => Promise<void>, longestMs: number = LONGEST_MS): void {
  let since = 0
  const leave = (): void => {
    const now = performance.now()
    if (since && now - since < ECHO_MS) return
    if (since) process.exit(130)
    since = now
    process.stderr.write('Stopping …\n')
    setTimeout(() => process.exit(0), longestMs).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Could not stop cleanly: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', leave)
  process.on('SIGTERM', leave)
}
