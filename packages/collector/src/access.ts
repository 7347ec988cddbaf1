// Owns who may do what, all parts of it together: uses of keys, the check of write keys, proofs of identity. It must not know
// routes.
import { describeError } from './error.ts'
import { createCoverage, type CoverageCounter } from './identity/coverage.ts'
import { createIdentityCheck, type IdentityCheck } from './identity/verify.ts'
import { createKeyUse, type KeyUse } from './middleware/authenticate.ts'
import { createWriteKeyCheck, type WriteKeyCheck } from './middleware/key-cache.ts'
import type { Logger } from './options.ts'
import { hashKey } from './project/key.ts'
import type { StateStore } from './store/state-store.ts'

/** The checks of one collector. */
export interface AccessChecks {
  use: KeyUse
  writeKeys: WriteKeyCheck
  identify: IdentityCheck
  coverage: CoverageCounter
}

/** @param now - epoch ms. */
export function createAccessChecks({ projects, erasures }: Pick<StateStore, 'projects' | 'erasures'>, now: () => number, logger: Logger): AccessChecks {
  const use = createKeyUse(projects, now, (error) => logger.error({ event: 'use of a key not noted', error: describeError(error) }))
  const coverage = createCoverage(projects, now, logger)
  const noteSecret = (secret: string): void => use.note({ hash: hashKey(secret), lastUsedAt: null })
  return { use, coverage, writeKeys: createWriteKeyCheck({ projects, erasures, use }), identify: createIdentityCheck(coverage, noteSecret, now) }
}
