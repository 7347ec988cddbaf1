// Owns the 2,000 rows of the report: the same for everybody, made from a fixed sequence. It must not know the screen.

export interface Activity {
  id: number
  date: string
  task: string
  project: string
  person: string
  hours: number
  late: boolean
}

const VERBS = ['Review', 'Draft', 'Plan', 'Check', 'Prepare', 'Agree on', 'Publish', 'Test']
const NOUNS = [
  'the budget',
  'the floor plan',
  'the contract',
  'the launch list',
  'the rate card',
  'the training notes',
  'the risk log',
  'the supplier brief',
  'the checklist',
  'the press text',
]
const PROJECTS = ['Spring launch', 'Office move', 'Annual report', 'Partner programme', 'Website refresh']
const NAMES = ['Ada Okafor', 'Bram de Wit', 'Chloe Tan', 'Elif Kaya', 'Farid Haddad', 'Grace Mbeki']
export const ROWS = 2000
/** Chance in percent, by week, that a row begins a new day: the lower, the busier. */
const PACE = [4, 3, 5, 4, 7, 4, 6, 5, 9, 5, 7, 6]

/** Linear congruential: the report must look the same on every visit. */
function sequence(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * below)
  }
}

export function makeActivity(today: Date): Activity[] {
  const next = sequence(7)
  const pick = (list: readonly string[]): string => list[next(list.length)]!
  let day = 0
  return Array.from({ length: ROWS }, (_, i) => ({
    id: i + 1,
    date: new Date(today.getTime() - (day += next(100) < PACE[Math.floor(day / 7) % PACE.length]! ? 1 : 0) * 86_400_000).toISOString().slice(0, 10),
    task: `${pick(VERBS)} ${pick(NOUNS)}`,
    project: pick(PROJECTS),
    person: pick(NAMES),
    hours: (next(28) + 2) / 4,
    late: next(100) < 9,
  }))
}

/** @returns hours a week, oldest first, of the last twelve weeks. */
export function hoursByWeek(rows: readonly Activity[], today: Date): number[] {
  const weeks = Array.from({ length: 12 }, () => 0)
  for (const row of rows) {
    const week = 11 - Math.floor((today.getTime() - Date.parse(row.date)) / (7 * 86_400_000))
    if (week in weeks) weeks[week]! += row.hours
  }
  return weeks
}

export function toCsv(rows: readonly Activity[]): string {
  const lines = rows.map((row) => [row.date, row.task, row.project, row.person, row.hours, row.late ? 'late' : 'on time'].join(','))
  return ['date,task,project,person,hours,delivery', ...lines].join('\n')
}
