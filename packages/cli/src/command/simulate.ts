// Owns `foothold simulate`: months of a made-up product's life into a file or a collector, and what is true of it.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { ask, findAccess, json, type Access } from '../admin-client.ts'
import { CliError } from '../fail.ts'
import { count } from '../import/preview.ts'
import { createBatches, sendBatch } from '../import/send-events.ts'
import type { SimulatedEvent } from '../simulate/life.ts'
import { PRODUCTS } from '../simulate/products.ts'
import { simulate } from '../simulate/simulate.ts'
import { paint, say } from '../terminal.ts'

export interface SimulateOptions {
  url?: string
  key?: string
  template: keyof typeof PRODUCTS
  people: number
  days: number
  seed: number
  /** ISO 8601. */
  until?: string
  /** File; `-` is stdout. */
  out?: string
  yes?: boolean
}

/** Time between two lines of progress, in ms. */
const TOLD_MS = 1000

/** Where events go. */
interface Sink {
  take(events: readonly SimulatedEvent[]): Promise<void>
  /** @returns where they are now. */
  end(): Promise<string>
}

/** Simulates. @throws {CliError} where a project has events already and `yes` is not given. */
export async function runSimulation(options: SimulateOptions): Promise<void> {
  const product = PRODUCTS[options.template]
  const until = options.until === undefined ? Date.now() : Date.parse(options.until)
  if (Number.isNaN(until)) throw new CliError(`--until "${options.until}" is no instant: expected ISO 8601, such as 2026-03-01.`, { code: 'option_invalid' })
  const sink = options.out === undefined ? await toCollector(await findAccess(options), !!options.yes) : toFile(options.out)
  let events = 0
  let day = 0
  let told = performance.now()
  for (const today of simulate(product, { people: options.people, days: options.days, seed: options.seed, until })) {
    await sink.take(today)
    events += today.length
    day++
    if (performance.now() - told < TOLD_MS) continue
    told = performance.now()
    process.stderr.write(`${Math.floor((day / options.days) * 100)} %  day ${day} of ${options.days}, ${count(events)} events\n`)
  }
  const where = await sink.end()
  if (options.out === '-') return
  say(`${paint('green', 'Simulated')} ${count(events)} events of ${count(options.people)} people on ${options.days} days ${where}`)
  say('What is true of the guides, for estimates to be held against:')
  for (const { key, goal, withinDays, base, effect } of product.guides)
    say(
      `  ${key.padEnd(16)} ${goal} within ${withinDays} days: ${share(base)} of those held out, ${effect < 0 ? '-' : '+'}${share(Math.abs(effect))} where it is shown`,
    )
}

const share = (value: number): string => `${Math.round(value * 100)} %`

async function toCollector(access: Access, yes: boolean): Promise<Sink> {
  const { total } = await json<{ total: number }>(await ask(access, '/admin/v1/events?limit=1'))
  if (total && !yes)
    throw new CliError(`The project at ${access.url} has ${count(total)} events. Say --yes to add made-up people to them, or write a file with --out.`, {
      code: 'option_invalid',
    })
  const batches = createBatches()
  const send = async (batch: Parameters<typeof sendBatch>[1]): Promise<void> => {
    const { refused } = await sendBatch(access, batch, (why) => process.stderr.write(`waiting: ${why}\n`))
    if (refused[0]) throw new CliError(`The collector refused a simulated event: ${refused[0].detail}`)
  }
  return {
    async take(events) {
      for (const event of events) {
        const full = batches.add({ line: 0, event })
        if (full) await send(full)
      }
    },
    async end() {
      const rest = batches.flush()
      if (rest.length) await send(rest)
      return `at ${access.url}.`
    },
  }
}

function toFile(out: string): Sink {
  const stream = out === '-' ? process.stdout : createWriteStream(out)
  const failed = new Promise<never>((_, reject) => {
    if (out !== '-') stream.on('error', (error: NodeJS.ErrnoException) => reject(new CliError(`${out} cannot be written (${error.code}).`, { cause: error })))
  })
  failed.catch(() => {})
  return {
    async take(events) {
      const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
      if (text && !stream.write(text)) await Promise.race([once(stream, 'drain'), failed])
    },
    async end() {
      if (out !== '-') await Promise.race([new Promise<void>((resolve) => void stream.end(resolve)), failed])
      return `in ${out}.`
    },
  }
}
