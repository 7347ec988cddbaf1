import { silent } from '../../packages/collector/src/options.ts'
import { openPostgresState } from '../../packages/collector/src/store/postgres/open-state.ts'
import { stateStoreContract } from '../../packages/collector/src/store/testing-state.ts'
import { createDatabase } from './database.ts'

stateStoreContract('PostgreSQL', async () => openPostgresState({ url: await createDatabase(), name: 'the test database' }, { logger: silent }))
