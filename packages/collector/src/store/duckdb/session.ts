// Owns what a question works with: rows, the numbers of its texts, and the time it has. It must not know any question.
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { readRows, streamChunks, streamRows, textOf, type Parameter } from './read-rows.ts'
import { timeout } from './refusal.ts'

/** The person an event counts for: its own user, else the user its anonymous id was linked to, else that id. Needs `LINKED`. */
export const PERSON = 'coalesce(l.person, abs(e.who))'
/** Events with who they count for. */
export const LINKED = 'event AS e LEFT JOIN link AS l ON l.who = e.who'

/** One question while it is being answered. */
export interface Session {
  rows<T>(sql: string, ...values: Parameter[]): Promise<T[]>
  /** A vector of rows at a time. @throws {CollectorError} `query_timeout` */
  stream<T extends readonly unknown[]>(sql: string, ...values: Parameter[]): AsyncGenerator<T[]>
  /** Raw vectors, as they come; each is gone with the next. @throws {CollectorError} `query_timeout` */
  chunks(sql: string, ...values: Parameter[]): AsyncGenerator<DuckDBDataChunk>
  /** @throws {CollectorError} `query_timeout` where the time for the answer is over. */
  check(): void
  /** @returns `undefined` where the project has no event. */
  project(id: string): Promise<number | undefined>
  /** Numbers of those names that there are. */
  names(project: number, names: readonly string[]): Promise<Map<string, number>>
  connection: DuckDBConnection
}

/** @param isOver - whether the time for the answer is over. */
export function createSession(connection: DuckDBConnection, isOver: () => boolean): Session {
  const check = (): void => {
    if (isOver()) throw timeout()
  }
  return {
    connection,
    check,
    rows: (sql, ...values) => readRows(connection, sql, ...values),
    async *stream<T extends readonly unknown[]>(sql: string, ...values: Parameter[]) {
      for await (const rows of streamRows<T>(connection, sql, ...values)) {
        check()
        yield rows
      }
    },
    async *chunks(sql, ...values) {
      for await (const chunk of streamChunks(connection, sql, ...values)) {
        check()
        yield chunk
      }
    },
    project: async (id) => (await readRows<{ number: number }>(connection, 'SELECT number FROM project WHERE id = $1', id))[0]?.number,
    names: async (project, names) => {
      if (!names.length) return new Map()
      const rows = await readRows<{ id: string; number: number }>(
        connection,
        `SELECT ${textOf('id')} AS id, number FROM event_name WHERE project = $1 AND id IN (SELECT unnest($2))`,
        project,
        names,
      )
      return new Map(rows.map(({ id, number }) => [id, number]))
    },
  }
}

/** Does work that sees one state of the tables from its first query to its last, whatever is written meanwhile. It must leave no table. */
export async function inSnapshot<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN')
  try {
    return await work()
  } finally {
    await connection.run('ROLLBACK')
  }
}
