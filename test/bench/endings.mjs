// Owns what is left of 200 events after six endings of a page, ours and the peers. The endings are scenarios of the contract.
import { play } from '../contract/scenario.mjs'
import { openStage, readContract } from '../contract/stage.mjs'
import { TRACKERS } from './contestant.mjs'
import { table, versionOf } from './report.mjs'

const ROUNDS = 1

/** One cell: the worst round counts. */
function toCell(outcomes) {
  const arrived = Math.min(...outcomes.map(({ arrived }) => arrived))
  const twice = Math.max(...outcomes.map(({ twice }) => twice))
  return twice ? `${arrived} (${twice} twice)` : String(arrived)
}

export async function measure() {
  const endings = readContract().filter(({ ending }) => ending)
  const stage = await openStage(TRACKERS)
  const results = new Map(TRACKERS.map((tracker) => [tracker, endings.map(() => [])]))
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, ending] of endings.entries()) {
        for (const tracker of TRACKERS) results.get(tracker)[i].push(await play(ending, tracker, stage))
        console.error(`  round ${round + 1} of ${ROUNDS}: ${ending.name}`)
      }
    }
  } finally {
    await stage.close()
  }
  return {
    title: 'Six endings of a page (events that arrive of 200)',
    versions: Object.fromEntries(['posthog-js', '@segment/analytics-next'].map((name) => [name, versionOf(name)])),
    text: [
      `Each ending in a browser and a profile of its own (rounds: ${ROUNDS}; the worst counts). The page tracks 200 events, ends, and is visited once more in the same profile; what has not come 15 s after the last that did is lost. *Closed* and *left* happen in the moment the calls have returned; before the crash a tracker has half a second, before the kill two, to resolve its promises. Twice is what stands in the log under two ids; what a collector deduplicates by its id is not counted.`,
      table(
        ['', ...endings.map(({ name }) => name)],
        [...results].map(([{ name }, columns]) => [name, ...columns.map(toCell)]),
      ),
    ].join('\n\n'),
  }
}
