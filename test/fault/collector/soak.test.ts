import { expect, it } from 'vitest'
// @ts-expect-error a script without types
import { soak } from './soak.mjs'

it('takes a minute of load and questions with flat memory', async () => {
  const result = (await (soak as (seconds: number) => Promise<unknown>)(60)) as { acknowledged: number; failed: number; answered: number; flat: boolean }
  console.log(JSON.stringify(result))
  expect(result).toMatchObject({ flat: true, failed: 0 })
  expect(result.acknowledged).toBeGreaterThan(1000)
  expect(result.answered).toBeGreaterThan(0)
}, 120_000)
