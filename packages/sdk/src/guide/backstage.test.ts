import { expect, test } from 'vitest'
import { createFakePlatform, turns } from '../testing/fake-platform.ts'
import { createBackstage } from './backstage.ts'
import type { Stage, StageModule } from './stage.ts'

test('a stage that does not come, or does not open, is told of, and the next change tries again', async () => {
  const reports: string[] = []
  let settled = 0
  const stage = { settle: () => void settled++ } as Stage
  const module = {} as StageModule
  const loads = [() => Promise.reject(new Error('gone')), () => Promise.resolve(module)]
  const enters = [
    () => {
      throw new Error('odd')
    },
    () => stage,
  ]
  const backstage = createBackstage(
    { platform: createFakePlatform(), report: (_, message, cause) => void reports.push(`${message} ${String(cause)}`), loadStage: () => loads.shift()!() },
    () => enters.shift()!(),
  )
  for (let i = 0; i < 3; i++) {
    backstage.open()
    backstage.open()
    await turns()
  }
  expect(reports).toEqual(['Guides cannot be drawn. Error: gone', 'Guides cannot be drawn. Error: odd'])
  expect([backstage.stage, settled]).toEqual([stage, 1])
})
