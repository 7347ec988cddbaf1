// Owns how a command ends badly: one clear line on stderr and an exit code, never a stack trace.
import type { ErrorCode } from '@foothold/protocol'

/** Ends the command. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: ErrorCode | undefined
  readonly exitCode: number

  /** @param message - what was given, what was expected, what to do; empty where everything has been said. */
  constructor(message: string, more: { code?: ErrorCode; exitCode?: number; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = more.code
    this.exitCode = more.exitCode ?? 1
  }
}

/** 78 is EX_CONFIG: starting again will not help. @see https://man.openbsd.org/sysexits.3 */
const UNREPAIRED = 78
const UNREPAIRABLE: ReadonlySet<string> = new Set<ErrorCode>(['store_newer', 'store_damaged', 'state_url_invalid', 'state_unusable'])

/**
 * Turns whatever was thrown into one line and an exit code.
 *
 * @returns `line` empty where everything has been said.
 * @throws never
 */
export function toFailure(error: unknown): { line: string; exitCode: number } {
  const { code, message, exitCode } = (error instanceof Error ? error : new Error(String(error))) as Error & { code?: string; exitCode?: number }
  const line = message.replaceAll(/\s+/g, ' ').trim()
  const known = exitCode ?? (code && UNREPAIRABLE.has(code) ? UNREPAIRED : 1)
  return { line: line && code ? `${code}: ${line}` : line, exitCode: known }
}
