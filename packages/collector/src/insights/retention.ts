// Owns the answer about who comes back: cohorts, their cells, and which of them are over. It must not know SQL or HTTP.
import type { Cell, InsightDefinition, Rate, RetentionAnswer, RetentionCell, RetentionPart } from '@foothold/protocol'
import type { RetentionGroup, RetentionQuestion } from '../fold/retention.ts'
import {
  meaningful,
  meaningfulText,
  nameOf,
  refuse,
  toCell,
  toColumns,
  toComparison,
  toEnd,
  toHead,
  toPeople,
  toSubject,
  toUses,
  toValue,
  zoneOf,
  type AskOptions,
} from './ask.ts'
import { addUnits, dayOf, listPeriods, startOfUnit, type Periods } from './calendar.ts'
import { toDifference } from './difference.ts'
import { toRate } from './rate.ts'

type Definition = InsightDefinition<'retention'>
const BEFORE = 'the cohorts before'

/** Answers who comes back. @throws {CollectorError} `request_invalid` where the definition names what there is not. */
export async function askRetention(definition: Definition, options: AskOptions): Promise<RetentionAnswer> {
  const { start, back, unit, type, cohort, cohorts, by } = definition
  const zone = zoneOf(definition, options)
  const to = toEnd(definition, zone, options)
  const last = startOfUnit(dayOf(to - 1, zone), unit)
  // the cohorts end with the present period, so what comes after them is not there yet
  const listed = listPeriods(addUnits(last, unit, 1 - cohorts), unit, cohorts, zone)
  definition.windows?.forEach(([low, high], index) => {
    if (low > high) throw refuse(`/windows/${index}`, 'A window ends before it begins.', { found: `[${low},${high}]` })
  })
  const columns = columnsOf(definition)
  const question: RetentionQuestion = {
    start: start === undefined ? null : toUses(start, '/start', options),
    back: back === undefined ? meaningful(options.config) : toUses(back, '/back', options),
    cohort,
    bounds: [...listed.bounds.slice(0, -1), Math.min(listed.bounds.at(-1)!, to)],
    cohorts,
    columns,
    by: by === undefined ? undefined : toSubject(by),
    limit: definition.groups,
    only: await toPeople(definition, options),
  }
  const counts = await options.query.retention(options.project, question)
  // they are followed to the same end, so that more of their cells are over
  const before = async (): Promise<Omit<RetentionPart, 'value'> & { from: number }> => {
    const all = listPeriods(addUnits(last, unit, 1 - 2 * cohorts), unit, 2 * cohorts, zone)
    const bounds = [...all.bounds.slice(0, -1), Math.min(all.bounds.at(-1)!, to)]
    const part = toPart((await options.query.retention(options.project, { ...question, bounds, by: undefined })).all, { listed: all, columns, to, type })
    return { ...part, from: bounds[0]! }
  }
  const whole = toPart(counts.all, { listed, columns, to, type })
  const groups = counts.groups
    .map((group) => ({ value: toValue(group.value), ...toPart(group, { listed, columns, to, type }) }))
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))
  const earlier = definition.against === undefined ? null : await before()
  const difference = earlier && whole.mean.map((mean, column) => toDifference(mean, earlier.mean[column]!))
  const names = columns.map(([low, high]) => (high === null ? `${low}+` : low === high ? String(low) : `${low}–${high}`))
  return {
    ...toHead(
      'retention',
      definition,
      { from: listed.bounds[0]!, to, zone },
      {
        n: sizeOf(whole),
        means: [
          `A cohort is the people ${cohort === 'first' ? 'whose first start' : 'with a start'} (${start === undefined ? "any event but Foothold's own" : nameOf(start)}) ${cohort === 'first' ? 'was ' : ''}in that ${unit}.`,
          `A cell is the share of them who came back (${back === undefined ? meaningfulText(options.config) : nameOf(back)}) ${type === 'rolling' ? `so many ${unit}s later or at any time after` : `so many ${unit}s later`}.`,
          `Weeks begin on Monday. Cells whose time is not over are marked and in no mean; intervals are 95 % (Wilson).`,
          earlier ? 'Compared with the mean of as many cohorts just before, followed to the same end.' : '',
        ]
          .filter(Boolean)
          .join(' '),
        columns: toColumns('group', 'cohort', 'people:count', ...names.map((name) => `${unit} ${name}:share`)),
        rows: [...toRows('all', whole), ...groups.flatMap((group) => toRows(toCell(group.value), group))],
        comparison:
          earlier &&
          toComparison(
            BEFORE,
            { from: earlier.from, to: listed.bounds[0]! },
            names.map((name, column) => ({
              name: `${unit} ${name}`,
              unit: 'share',
              ours: whole.mean[column]!.value,
              theirs: earlier.mean[column]!.value,
              difference: difference![column]!,
            })),
          ),
      },
    ),
    periods: names,
    ...whole,
    groups,
    against: earlier && { label: BEFORE, cohorts: earlier.cohorts, mean: earlier.mean, difference: difference! },
  }
}

function columnsOf({ windows, type, periods }: Definition): RetentionQuestion['columns'] {
  if (windows) return windows
  return Array.from({ length: periods }, (_, index): [number, number | null] => [index + 1, type === 'rolling' ? null : index + 1])
}

const sizeOf = ({ cohorts }: Pick<RetentionPart, 'cohorts'>): number => cohorts.reduce((sum, { people }) => sum + people, 0)

interface Shape {
  listed: Periods
  columns: RetentionQuestion['columns']
  to: number
  type: Definition['type']
}

function toPart({ cohorts }: RetentionGroup, { listed, columns, to }: Shape): Omit<RetentionPart, 'value'> {
  const { names, bounds } = listed
  const rows = cohorts.map(({ people, back }, of) => ({
    period: names[of]!,
    people,
    // periods that have not begun have no cell
    cells: columns.flatMap(([from, until], column): RetentionCell[] => {
      const end = bounds[of + (until ?? from) + 1]
      return of + from < names.length ? [{ ...toRate(back[column]!, people), complete: end !== undefined && end <= to }] : []
    }),
  }))
  const mean = columns.map((_, column): Rate => {
    const full = rows.flatMap(({ cells }) => (cells[column]?.complete ? [cells[column]] : []))
    return toRate(
      full.reduce((sum, { k }) => sum + k, 0),
      full.reduce((sum, { n }) => sum + n, 0),
    )
  })
  return { cohorts: rows, mean }
}

function toRows(group: string, { cohorts, mean }: Omit<RetentionPart, 'value'>): Cell[][] {
  const row = (name: string, people: number, values: readonly (number | null)[]): Cell[] => [group, name, people, ...values]
  const fill = (values: (number | null)[]): (number | null)[] => mean.map((_, column) => values[column] ?? null)
  return [
    ...cohorts.map(({ period, people, cells }) => row(period, people, fill(cells.map(({ value, complete }) => (complete ? value : null))))),
    row(
      'mean',
      sizeOf({ cohorts }),
      mean.map(({ value }) => value),
    ),
  ]
}
