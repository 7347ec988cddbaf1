// Owns `npm run contract`: plays every scenario with ours and the peers, each in turn, and prints one table.
import { parseArgs } from 'node:util'
import { SHIPPED, TRACKERS } from '../bench/contestant.mjs'
import { number, table } from '../bench/report.mjs'
import { openStage, readContract } from './stage.mjs'
import { play } from './scenario.mjs'
import { breaches } from './verdict.mjs'

const { values } = parseArgs({
  options: { only: { type: 'string' }, tracker: { type: 'string' }, short: { type: 'boolean', default: false } },
})
const scenarios = readContract().filter(({ name }) => !values.only || name.includes(values.only))
const trackers = TRACKERS.filter(({ name }) => !name.endsWith('batching') && (!values.tracker || name.includes(values.tracker)))
if (!scenarios.length || !trackers.length) {
  console.error('Nothing fits. Usage: npm run contract -- [--only part-of-a-name] [--tracker part-of-a-name] [--short]')
  process.exit(2)
}

const stage = await openStage(trackers)
const rows = []
let wrong = 0
try {
  for (const scenario of scenarios) {
    for (const tracker of trackers) {
      // answers event by event are our protocol; a peer does not read them
      if (scenario.speaks && tracker.name.toLowerCase() !== scenario.speaks) continue
      const begun = Date.now()
      const outcome = await play(scenario, tracker, stage, { repeat: values.short ? 'short' : 'long' }).catch((error) => ({
        failed: error.message.split('\n')[0],
      }))
      const found = outcome.failed ? [outcome.failed] : breaches(outcome, tracker === SHIPPED ? scenario.right : peersShare(scenario.right))
      if (tracker === SHIPPED) wrong += found.length
      console.error(
        `${found.length ? '✗' : '✓'} ${scenario.name} · ${tracker.name} · ${((Date.now() - begun) / 1000).toFixed(1)} s${found.map((line) => `\n    ${line}`).join('')}`,
      )
      rows.push([scenario.name, tracker.name, ...cells(outcome)])
    }
  }
} finally {
  await stage.close()
}
console.log(table(['scenario', 'tracker', 'arrived', 'lost', 'twice in the log', 'sent again', 'requests', 'bytes up'], rows))
process.exitCode = wrong ? 1 : 0

function cells(outcome) {
  if (outcome.failed) return ['failed', '', '', '', '', '']
  const { tracked, arrived, missing, twice, again, requests, upBytes } = outcome
  return [`${arrived} of ${tracked}`, missing.length, twice, again, requests, number(upBytes, 0)]
}

/** Diagnostics, dead letters and page events are ours to have; that nothing is lost is everybody's. */
function peersShare({ missing, firstWithinMs, requestsAtMost, again, restored } = {}) {
  return { missing, firstWithinMs, requestsAtMost, again, restored }
}
