import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Stores } from '../stores.ts'
import { modelStoreContract } from '../testing-model.ts'
import { queryStoreContract } from '../testing-queries.ts'
import { stateStoreContract } from '../testing-state.ts'
import { eventLogContract, eventQueryContract } from '../testing.ts'
import { openSqliteState } from './open-state.ts'
import { openStores } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'foothold-contract-'))
let number = 0
const open = (): Promise<Stores> => openStores(join(folder, String(number++)))
afterAll(() => rmSync(folder, { recursive: true }))

eventLogContract('SQLite', open)
eventQueryContract('SQLite', open)
stateStoreContract('SQLite', () => openSqliteState(join(folder, `${number++}.db`)))
modelStoreContract('SQLite', () => openSqliteState(join(folder, `${number++}.db`)))
queryStoreContract('SQLite', () => openSqliteState(join(folder, `${number++}.db`)))
