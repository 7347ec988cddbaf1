// Every corner of the torture page, with the built SDK, a real collector and Chromium.
import { afterAll, beforeAll, expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, shared with the runner
import { readCorners } from '../../examples/torture/server.mjs'
// @ts-expect-error plain JavaScript, shared with the runner
import { play, unmatched } from '../torture/play.mjs'
// @ts-expect-error plain JavaScript, shared with the runner
import { openTorture } from '../torture/stage.mjs'

const corners = readCorners() as { id: string; wish: string; pain: number }[]
/** A machine that does other things too takes its time. */
const PATIENCE_MS = 12_000

let torture: { close(): Promise<void> }

beforeAll(async () => {
  torture = (await openTorture({ patienceMs: PATIENCE_MS })) as typeof torture
})
afterAll(() => torture?.close())

test('there is a check for each corner, and a corner for each of the 25 pains', () => {
  expect(unmatched(corners)).toEqual([])
  expect([...new Set(corners.map(({ pain }) => pain))]).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
})

test.concurrent.each(corners)('$id: $wish', async ({ id }) => {
  expect(await play(torture, id, 'foothold')).toEqual({ passed: true })
})
