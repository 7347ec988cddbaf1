// Owns whether the log can be written: after a failure it is left in peace and tried again by itself. It must not know SQL.
import { CollectorError } from '../error.ts'

/** Time between two tries, in ms. */
const RETRY_MS = 1000

export interface StorageHealth {
  /** @throws {CollectorError} the failure, while it is too early for another try. */
  check(): void
  /** Does work that writes to the log, and notes how it ended. */
  watch<T>(work: () => Promise<T>): Promise<T>
  /** Resolves where the log can be written; tries where it is time. @throws {CollectorError} the failure. */
  probe(): Promise<void>
}

/**
 * @param write - the smallest write that reaches the disk.
 * @param now - ms, monotonic.
 */
export function createStorageHealth(write: () => Promise<void>, now: () => number): StorageHealth {
  let failure: { error: CollectorError; at: number } | undefined
  const check = (): void => {
    if (failure && now() - failure.at < RETRY_MS) throw failure.error
  }
  const watch = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work()
      failure = undefined
      return result
    } catch (error) {
      if (isStorageFailure(error)) failure = { error, at: now() }
      throw error
    }
  }
  return {
    check,
    watch,
    async probe() {
      check()
      if (failure) await watch(write)
    },
  }
}

/** Whether an error says that the log cannot be written at all, whatever the events. */
export function isStorageFailure(error: unknown): error is CollectorError {
  return error instanceof CollectorError && (error.code === 'storage_full' || error.code === 'storage_failed')
}
