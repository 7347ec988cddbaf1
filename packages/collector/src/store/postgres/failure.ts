// Owns what an error of PostgreSQL means for us: connection lost, too slow, disk full. It must not know statements.
import { CollectorError, describeError } from '../../error.ts'

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, idle_in_transaction_session_timeout
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '25P03',
])
/** What pg says without a code. @see https://github.com/brianc/node-postgres/blob/master/packages/pg/lib/client.js */
const ENDED =
  /connection terminated|connection error|connection ended|not queryable|client was closed|timeout exceeded when trying to connect|query read timeout/i

const codeOf = (error: unknown): string => {
  // one error for each address of a host
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  return (first as { code?: string } | undefined)?.code ?? ''
}

/** Whether the connection is gone, or there never was one. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  return UNREACHABLE.has(code) || code.startsWith('08') || (code === '' && ENDED.test(describeError(error)))
}

/** Whether waiting cannot help: the database refuses us, or is not there. */
export function isRefusal(error: unknown): boolean {
  // invalid_authorization, invalid_catalog_name, insufficient_privilege, insufficient rights on a schema
  return /^(28|3D|3F|42501)/.test(codeOf(error))
}

/** Says of an error what it means for the request; other errors stay as they are. @param name - of the database. */
export function toFailure(error: unknown, name: string): unknown {
  if (error instanceof CollectorError) return error
  const code = codeOf(error)
  const reason = describeError(error) || code
  const headers = { 'Retry-After': '2' }
  if (isLost(error)) return new CollectorError('store_unreachable', `${name} does not answer (${reason}). Try again in a moment.`, { cause: error, headers })
  // query_canceled, lock_not_available
  if (code === '57014' || code === '55P03')
    return new CollectorError('query_timeout', `${name} took too long with a statement, which was broken off. Try again in a moment.`, {
      cause: error,
      headers,
    })
  // read_only_sql_transaction
  if (code === '25006') return new CollectorError('store_unreachable', `${name} is read-only now: is it a standby?`, { cause: error, headers })
  if (code === '53100') return new CollectorError('storage_full', `The disk of ${name} is full. Send the request again later.`, { cause: error })
  if (code === '58030') return new CollectorError('storage_failed', `The disk of ${name} failed. Send the request again later.`, { cause: error })
  return error
}
