// Holds the built SDK to the contract of test/contract/tracking.json: real Chromium, scripted collector, every scenario.
import { afterAll, beforeAll, expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, shared with the benchmarks
import { SHIPPED } from '../bench/contestant.mjs'
// @ts-expect-error as above
import { play } from '../contract/scenario.mjs'
// @ts-expect-error as above
import { openStage, readContract } from '../contract/stage.mjs'
// @ts-expect-error as above
import { breaches } from '../contract/verdict.mjs'

interface Scenario {
  name: string
  right?: Record<string, unknown>
}
const scenarios = readContract() as Scenario[]

let stage: { close(): Promise<void> }
beforeAll(async () => {
  stage = (await openStage([SHIPPED])) as typeof stage
})
afterAll(() => stage?.close())

test.each(scenarios)('$name: nothing lost, nothing twice', async (scenario) => {
  const outcome: unknown = await play(scenario, SHIPPED, stage)
  expect(breaches(outcome, scenario.right)).toEqual([])
})
