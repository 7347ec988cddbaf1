// Owns the figures of the process and of its data folder, under the names that every dashboard knows. Read when somebody asks.
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Registry } from './registry.ts'

/** Files of a data folder that are told apart; names are not somebody's invention, but people put files anywhere. */
const KNOWN = /^(events|state|index)\.(db|duckdb)(-wal|\.wal)?$/

/** @returns ends the watch over the event loop. */
export function addProcessFigures({ gauge }: Registry, dataDirectory: string): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const cpu = (): number => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  }
  gauge('process_cpu_seconds_total', 'CPU time of the process.', cpu)
  gauge('process_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss())
  gauge('process_start_time_seconds', 'When the process started, as seconds since 1970.', () => Math.round(performance.timeOrigin / 1000))
  gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use by the main thread.', () => process.memoryUsage().heapUsed)
  gauge(
    'foothold_event_loop_delay_seconds',
    'How late the event loop was since the last time that somebody asked.',
    () => {
      const readings = [
        ['0.5', delay.percentile(50) / 1e9],
        ['0.99', delay.percentile(99) / 1e9],
        ['1', delay.max / 1e9],
      ] as const
      const none = delay.count === 0
      delay.reset()
      return none ? undefined : readings
    },
    'quantile',
  )
  gauge('foothold_store_bytes', 'Size of the files of the data folder.', () => sizes(dataDirectory), 'file')
  gauge('foothold_store_free_bytes', 'Free space on the disk of the data folder.', async () => {
    const { bavail, bsize } = await statfs(dataDirectory)
    return bavail * bsize
  })
  return () => delay.disable()
}

async function sizes(folder: string): Promise<[string, number][]> {
  const names = (await readdir(folder)).filter((name) => KNOWN.test(name))
  return Promise.all(names.map(async (name): Promise<[string, number]> => [name, (await stat(join(folder, name))).size]))
}
