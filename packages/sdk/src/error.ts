// Owns the one error class of the SDK. Only `createFoothold` throws it; everything later goes to `onError`.
import type { ErrorCode } from '@foothold/protocol'

/** What went wrong, with a code of the closed list. */
export class FootholdError extends Error {
  // a field: where the host has frozen Error.prototype, to assign it would throw
  override readonly name = 'FootholdError'
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Takes note of a problem that must not reach the host page. */
export type Report = (code: ErrorCode, message: string, cause?: unknown) => void

/**
 * Makes the one place where problems end up: `onError`, or one console warning for each code.
 *
 * @param read - gives `onError` as it is now.
 * @throws never, also where `onError` throws.
 */
export function createReport(read: () => ((error: FootholdError) => void) | undefined): Report {
  const told = new Set<ErrorCode>()
  return (code, message, cause) => {
    try {
      const onError = read()
      if (onError) onError(new FootholdError(code, message, { cause }))
      else if (!told.has(code)) console.warn(`[foothold] ${code}: ${message}`, ...(cause ? [cause] : []))
      told.add(code)
    } catch {
      // an error handler that throws must not disturb the page either
    }
  }
}
