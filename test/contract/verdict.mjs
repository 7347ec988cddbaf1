// Owns what counts as right: what was seen of a scenario against what its contract says. Pure.

/** Slack of a clock that is read in two processes, ms. */
const SLACK_MS = 30
/** A busy machine may be too slow for a few promises; a tracker that makes none keeps none. */
const LEAST_PROMISED = 0.9

/**
 * Counts what was seen.
 *
 * @param seen - calls (numbers that were tracked), the collector's `taken` and `requests`, and what the pages told.
 * @returns one flat record of figures.
 */
export function toOutcome(seen) {
  const ids = new Map()
  for (const { id, n } of seen.taken) ids.set(n, (ids.get(n) ?? new Set()).add(id))
  const missing = seen.tracked.filter((n) => !ids.has(n))
  return {
    tracked: seen.tracked.length,
    arrived: ids.size,
    missing,
    // where the page has waited for the promises, a tracker owes what it has promised
    owed: seen.tracked.filter((n) => !seen.promised.has(n) || seen.resolved.has(n)),
    twice: [...ids.values()].filter(({ size }) => size > 1).length,
    again: seen.again,
    requests: seen.requests.filter(({ events }) => events.length).length,
    impatient: countImpatient(seen.requests),
    upBytes: seen.upBytes,
    firstMs: seen.firstMs,
    pages: seen.pages,
    restored: seen.restored,
    obstacles: seen.obstacles,
    told: seen.told,
    dead: seen.dead,
    uncaught: seen.uncaught,
    vain: seen.vain,
  }
}

/** Requests that came before a Retry-After was over, whichever tab sent them. */
function countImpatient(requests) {
  const tooEarly = (atMs, earlier) => earlier.retryAfter && atMs < earlier.atMs + earlier.retryAfter * 1000 - SLACK_MS
  return requests.filter(({ atMs, events }, i) => events.length && requests.slice(0, i).some((earlier) => tooEarly(atMs, earlier))).length
}

/**
 * Holds an outcome against the contract.
 *
 * @param right - what the scenario asks for beyond what all do: nothing lost, nothing twice in the log, no Retry-After disregarded,
 * no error reaching the page.
 * @returns one line for each breach; none means that the contract is kept.
 */
export function breaches(outcome, right = {}) {
  const wrong = []
  const expect = (what, found, wanted) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) wrong.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
  }
  const atMost = (what, found, most) => {
    if (most !== undefined && !(found <= most)) wrong.push(`${what}: ${found}, more than ${most}`)
  }
  const { missing = [] } = right
  const { owed, tracked } = outcome
  const lost = outcome.missing.filter((n) => owed.includes(n) && !missing.includes(n))
  if (owed.length < tracked * LEAST_PROMISED) wrong.push(`promises that had not resolved in time: ${tracked - owed.length} of ${tracked}`)
  if (lost.length) wrong.push(`lost: ${lost.length} of ${owed.length} (${lost.slice(0, 5).join()}${lost.length > 5 ? ' …' : ''})`)
  const unwanted = missing.filter((n) => !outcome.missing.includes(n))
  if (unwanted.length) wrong.push(`taken though refused: ${unwanted.join()}`)
  for (const what of outcome.vain) wrong.push(`waited in vain for ${what}`)
  expect('twice in the log', outcome.twice, 0)
  expect('requests before Retry-After was over', outcome.impatient, 0)
  expect('errors that reached the page', outcome.uncaught, [])
  atMost('first delivery, ms', outcome.firstMs, right.firstWithinMs)
  atMost('requests', outcome.requests, right.requestsAtMost)
  atMost('sent again after acknowledgement', outcome.again, right.again)
  if (right.restored !== undefined) {
    expect('restored from the back/forward cache', outcome.restored, right.restored)
    expect('reasons not to be restored', outcome.obstacles, [])
  }
  if (right.pages !== undefined) expect('page events', outcome.pages, right.pages)
  if (right.dead !== undefined) expect('dead letters', outcome.dead, right.dead)
  for (const [code, count] of Object.entries(right.told ?? {})) expect(`"${code}" told`, outcome.told[code] ?? 0, count)
  return wrong
}
