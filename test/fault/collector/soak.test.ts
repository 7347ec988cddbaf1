import { expect, it } from 'vitest'
// @ts-expect-error a script without types
import { soak } from './soak.mjs'

/** Caches that are full, and what the runtime takes for a load of more than a minute; that it stays flat takes `npm run soak`. */
const BOUND_MB = 800

it('takes a minute of load and questions in bounded memory', async () => {
  const result = (await (soak as (seconds: number) => Promise<unknown>)(60)) as { acknowledged: number; failed: number; answered: number; memoryMb: number[] }
  console.log(JSON.stringify(result))
  expect(result.failed).toBe(0)
  expect(Math.max(...result.memoryMb)).toBeLessThan(BOUND_MB)
  expect(result.acknowledged).toBeGreaterThan(1000)
  expect(result.answered).toBeGreaterThan(0)
}, 120_000)
