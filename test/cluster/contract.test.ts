import { silent } from '../../packages/collector/src/options.ts'
import { openPostgresState } from '../../packages/collector/src/store/postgres/open-state.ts'
import type { StateStore } from '../../packages/collector/src/store/state-store.ts'
import { modelStoreContract } from '../../packages/collector/src/store/testing-model.ts'
import { queryStoreContract } from '../../packages/collector/src/store/testing-queries.ts'
import { stateStoreContract } from '../../packages/collector/src/store/testing-state.ts'
import { createDatabase } from './database.ts'

const open = async (): Promise<StateStore> => openPostgresState({ url: await createDatabase(), name: 'the test database' }, { logger: silent })

stateStoreContract('PostgreSQL', open)
modelStoreContract('PostgreSQL', open)
queryStoreContract('PostgreSQL', open)
