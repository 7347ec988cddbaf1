import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { insightQueryContract } from '../testing-insights.ts'
import { openStores } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'foothold-insights-'))
let number = 0
afterAll(() => rmSync(folder, { recursive: true }))

insightQueryContract('SQLite', () => openStores(join(folder, String(number++))))
