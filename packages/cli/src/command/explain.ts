// Owns `foothold explain`: why one person did, or did not, see a guide. The answer is the collector's; here it gets its colours.
import { ask, findAccess, json } from '../admin-client.ts'
import { paint, plain, say } from '../terminal.ts'

export interface ExplainOptions {
  url?: string
  key?: string
  /** User id, or an anonymous id. */
  person: string
  /** ISO 8601 or epoch ms; the collector reads it. */
  at?: string
  /** Path with query and hash. */
  page?: string
  /** Print the answer as JSON. */
  json?: boolean
}

const SIGNS = { '✓': 'green', '✗': 'red', '?': 'yellow' } as const

/** Explains a guide. @throws {CliError} where the collector knows no such person or guide. */
export async function explain(guide: string, { person, at, page, json: asJson, ...access }: ExplainOptions): Promise<void> {
  const question = new URLSearchParams({
    guide,
    format: asJson ? 'json' : 'text',
    ...(at === undefined ? {} : { at }),
    ...(page === undefined ? {} : { page }),
  })
  const answer = await ask(await findAccess(access), `/admin/v1/people/${encodeURIComponent(person)}/explain?${question.toString()}`)
  if (asJson) say(JSON.stringify(await json(answer)))
  else for (const line of (await answer.text()).trimEnd().split('\n')) say(colour(plain(line)))
}

function colour(line: string): string {
  return line.replace(/^( *)([✓✗?]) /u, (_, indent: string, sign: keyof typeof SIGNS) => `${indent}${paint(SIGNS[sign], sign)} `)
}
