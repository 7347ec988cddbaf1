// Owns many random schedules against one real collector with its SQLite, and the count at the end: by the log itself, not by answers.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStores } from '@foothold/collector'
import { startCollector } from '@foothold/collector/node'
import { SHIPPED } from '../bench/contestant.mjs'
import { servedPages } from '../bench/pages.mjs'
import { createRandom } from './random.mjs'
import { playSchedule } from './schedule.mjs'
import { serveWeather } from './weather.mjs'

/** Numbers that one schedule may give its events. */
const SPAN = 1_000_000

/**
 * Plays schedules until the time is over or enough events have been tracked; those begun are finished.
 *
 * @param seed - of the first schedule; the next have the next ones.
 * @param seconds - after which no schedule is begun.
 * @param schedules - at most so many.
 * @param events - calls in one schedule.
 * @param workers - browsers at a time.
 * @param onSchedule - hears of each that has ended.
 * @returns totals; `lost` and `twice` are lists of event numbers as the log of the collector says.
 */
export async function playCampaign({ seed, seconds, schedules = Infinity, events = 2_000, workers = 2, onSchedule = () => {} }) {
  const folder = await mkdtemp(join(tmpdir(), 'foothold-fault-'))
  const collector = await startCollector({ dataDirectory: folder, port: 0, firstProject: 'fault' })
  const contestant = { ...SHIPPED, head: SHIPPED.head.replace(/fh_pub_\w+/, collector.created.writeKey) }
  const endMs = Date.now() + seconds * 1000
  const played = []
  const weathers = []
  let next = 0

  async function work(worker) {
    const weather = await serveWeather(collector.url, createRandom(seed * 31 + worker))
    weathers.push(weather)
    const pages = await servedPages([contestant], weather)
    try {
      while (Date.now() < endMs && next < schedules) {
        const index = next++
        const schedule = await playSchedule({ seed: seed + index, events, address: pages.addressOf(contestant), weather, firstNumber: index * SPAN })
        played.push(schedule)
        onSchedule(schedule)
      }
    } finally {
      await pages.close()
    }
  }

  try {
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))
    const sum = (what) => played.reduce((total, schedule) => total + what(schedule), 0)
    const flown = (what) => weathers.reduce((total, { figures }) => total + figures[what], 0)
    const log = await readLog(folder)
    const numbers = new Set(log.map(({ n }) => n))
    return {
      schedules: played.length,
      tracked: sum(({ tracked }) => tracked),
      resolved: sum(({ resolved }) => resolved.size),
      uncaught: played.flatMap(({ uncaught }) => uncaught),
      requests: flown('requests'),
      duplicatesOnTheWire: flown('duplicates'),
      sentAfterAcknowledgement: flown('acknowledgedAgain'),
      stored: log.length,
      lost: played.flatMap(({ resolved }) => [...resolved].filter((n) => !numbers.has(n))),
      twice: log.filter(({ times }) => times > 1).map(({ n }) => n),
    }
  } finally {
    await collector.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What stands in the log: numbers of the events, and how many times each is there. Opened anew, as a restart would. */
async function readLog(folder) {
  const stores = await openStores(folder)
  try {
    const times = new Map()
    for (let after = 0; ;) {
      const events = await stores.log.read(after, 2_000)
      if (!events.length) return [...times].map(([n, count]) => ({ n, times: count }))
      for (const { name, properties } of events) {
        if (name !== 'item.added') continue
        const n = JSON.parse(properties).benchSequence
        times.set(n, (times.get(n) ?? 0) + 1)
      }
      after = events.at(-1).position
    }
  } finally {
    await stores.close()
  }
}
