// Owns fetching a part of the SDK when it is needed. It must not know which.

/** Fetches once, and again after a failure. */
export function once<T>(fetch: () => Promise<T>): () => Promise<T> {
  let fetched: Promise<T> | undefined
  return () =>
    (fetched ??= fetch().catch((cause: unknown) => {
      fetched = undefined
      throw cause
    }))
}
