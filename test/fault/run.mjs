// Owns `npm run fault`: random schedules for as long as asked, and one line of totals. Fails on anything lost or twice.
import { parseArgs } from 'node:util'
import { playCampaign } from './campaign.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    events: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '2' },
    schedules: { type: 'string' },
  },
})
const begun = Date.now()
const { lost, twice, uncaught, ...figures } = await playCampaign({
  seed: Number(values.seed),
  seconds: Number(values.seconds),
  events: Number(values.events),
  workers: Number(values.workers),
  ...(values.schedules && { schedules: Number(values.schedules) }),
  onSchedule: ({ seed, tracked, resolved, undelivered, happened, uncaught }) =>
    console.error(
      `${undelivered.length || uncaught.length ? '✗' : '✓'} seed ${seed}: ${resolved.size} of ${tracked} resolved, ${undelivered.length} not delivered · ${Object.entries(
        happened,
      )
        .map(([name, times]) => `${name} ${times}`)
        .join(', ')}${uncaught.length ? ` · ${uncaught[0]}` : ''}`,
    ),
})
console.log(
  JSON.stringify(
    { seconds: Math.round((Date.now() - begun) / 1000), ...figures, lost: lost.length, twice: twice.length, uncaught: uncaught.length },
    undefined,
    2,
  ),
)
process.exitCode = lost.length || twice.length || uncaught.length ? 1 : 0
