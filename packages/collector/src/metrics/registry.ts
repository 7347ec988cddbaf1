// Owns figures and their text for Prometheus: counters, gauges that are read when somebody asks, histograms. Counting is an
// addition, so that it costs nothing where requests are served. It must not know what is counted.

/** Counts up, by the values of its labels. */
export interface Counter {
  /** @param labels - values, in the order of the names; from closed lists only, as each combination is kept. */
  add(by: number, ...labels: readonly (string | number)[]): void
}

export interface Histogram {
  observe(value: number, ...labels: readonly (string | number)[]): void
}

/** What a gauge reads: one number, or one for each value of its label. */
export type Reading = number | readonly (readonly [label: string, value: number])[]

/** All figures of one collector. */
export interface Registry {
  /** @param name - ends in `_total`. */
  counter(name: string, help: string, labels?: readonly string[]): Counter
  /** @param read - `undefined`, or a rejection, where it cannot be told now: then it is left out. */
  gauge(name: string, help: string, read: () => Reading | undefined | Promise<Reading | undefined>, label?: string): void
  /** @param bounds - upper bounds, ascending, without +Inf. */
  histogram(name: string, help: string, bounds: readonly number[], labels?: readonly string[]): Histogram
  /** The text of all, as Prometheus reads it. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): Promise<string>
}

type Labels = readonly (string | number)[]

interface Buckets {
  labels: Labels
  counts: number[]
  sum: number
  count: number
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export function createRegistry(): Registry {
  const writers: (() => string | Promise<string>)[] = []
  const head = (name: string, help: string, kind: string): string => `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`
  return {
    counter(name, help, names = []) {
      const values = byLabels((labels) => ({ labels, value: 0 }))
      // one that counts nothing yet is 0, not missing
      if (!names.length) values.of([])
      writers.push(() => head(name, help, 'counter') + values.all.map((one) => `${name}${toLabels(names, one.labels)} ${one.value}\n`).join(''))
      return { add: (by, ...labels) => void (values.of(labels).value += by) }
    },
    gauge(name, help, read, label) {
      writers.push(async () => {
        const reading = await Promise.resolve()
          .then(read)
          .catch(() => undefined)
        if (reading === undefined) return ''
        const rows =
          typeof reading === 'number'
            ? [`${name} ${toNumber(reading)}\n`]
            : reading.map(([word, value]) => `${name}${toLabels([label!], [word])} ${toNumber(value)}\n`)
        return head(name, help, name.endsWith('_total') ? 'counter' : 'gauge') + rows.join('')
      })
    },
    histogram(name, help, bounds, names = []) {
      const values = byLabels((labels): Buckets => ({ labels, counts: bounds.map(() => 0), sum: 0, count: 0 }))
      writers.push(() => head(name, help, 'histogram') + values.all.map((one) => writeBuckets(name, names, bounds, one)).join(''))
      return {
        observe(value, ...labels) {
          const one = values.of(labels)
          const place = bounds.findIndex((bound) => value <= bound)
          if (place >= 0) one.counts[place]!++
          one.sum += value
          one.count++
        },
      }
    },
    async text() {
      return (await Promise.all(writers.map(async (write) => write()))).join('')
    },
  }
}

interface Branch<T> {
  next: Map<string | number, Branch<T>>
  value?: T
}

/** Keeps one value for each combination of labels, found without making a text of it: that would cost more than the counting. */
function byLabels<T>(make: (labels: Labels) => T): { of(labels: Labels): T; all: readonly T[] } {
  const root: Branch<T> = { next: new Map() }
  const all: T[] = []
  return {
    all,
    of(labels) {
      let branch = root
      for (const label of labels) {
        let next = branch.next.get(label)
        if (!next) branch.next.set(label, (next = { next: new Map() }))
        branch = next
      }
      if (branch.value === undefined) all.push((branch.value = make(labels)))
      return branch.value
    },
  }
}

/** Buckets are cumulative. */
function writeBuckets(name: string, names: readonly string[], bounds: readonly number[], { labels, counts, sum, count }: Buckets): string {
  let below = 0
  const rows = bounds.map((bound, index) => `${name}_bucket${toLabels([...names, 'le'], [...labels, bound])} ${(below += counts[index]!)}\n`)
  const end = toLabels(names, labels)
  return `${rows.join('')}${name}_bucket${toLabels([...names, 'le'], [...labels, '+Inf'])} ${count}\n${name}_sum${end} ${sum}\n${name}_count${end} ${count}\n`
}

const toNumber = (value: number): string => (Number.isNaN(value) ? 'NaN' : value === Infinity ? '+Inf' : String(value))

function toLabels(names: readonly string[], values: readonly (string | number)[]): string {
  if (!names.length) return ''
  return `{${names.map((name, index) => `${name}="${escapeLabel(String(values[index] ?? ''))}"`).join(',')}}`
}

const escapeLabel = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('"', String.raw`\"`)
