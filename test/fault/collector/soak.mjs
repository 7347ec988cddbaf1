// Owns the soak: a collector under steady load and questions for as long as asked, with its memory measured. `npm run soak` runs
// it for 10 minutes; SOAK_SECONDS says otherwise.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DEPLOY_ENVIRONMENT, DEPLOY_FLAGS } from '../../deploy-flags.mjs'

const CLIENTS = 8
const BATCH = 50
/** People that come again and again. */
const PEOPLE = 5000
/** What memory may grow by from the second fifth to the last. */
const GROWTH = 1.1

/**
 * Runs a collector under load.
 *
 * @param seconds - how long.
 * @returns figures; `flat` is false where the memory still grows at the end.
 */
export async function soak(seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-soak-'))
  const child = fork(new URL('serve.mjs', import.meta.url), [folder, JSON.stringify({ eventsPerSecond: 0 })], {
    execArgv: ['--conditions=@foothold/source', '--no-warnings', ...DEPLOY_FLAGS],
    env: { ...process.env, ...DEPLOY_ENVIRONMENT },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    const [{ url, writeKey, adminKey }] = await once(child, 'message')
    const end = performance.now() + seconds * 1000
    const samples = []
    let acknowledged = 0
    let answered = 0
    let failed = 0
    let number = 0
    const send = async () => {
      while (performance.now() < end) {
        const batch = Array.from({ length: BATCH }, () => {
          const person = number % PEOPLE
          return {
            type: 'track',
            messageId: `m${number++}`,
            event: `soak.${number % 40}`,
            userId: `u${person}`,
            anonymousId: `a${person}`,
            properties: { number },
          }
        })
        const answer = await fetch(`${url}/v1/batch`, {
          method: 'POST',
          headers: { authorization: `Bearer ${writeKey}` },
          body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
        })
        const body = await answer.json()
        if (answer.ok) acknowledged += body.accepted
        else failed++
      }
    }
    const ask = async () => {
      while (performance.now() < end) {
        const answer = await fetch(`${url}/admin/v1/overview`, { headers: { authorization: `Bearer ${adminKey}` } })
        await answer.arrayBuffer()
        if (answer.ok) answered++
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
        samples.push(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024)
        await new Promise((go) => setTimeout(go, 1000))
      }
    }
    await Promise.all([...Array.from({ length: CLIENTS }, send), ask()])
    const fifth = (n) => {
      const part = samples.slice(Math.floor((samples.length * n) / 5), Math.floor((samples.length * (n + 1)) / 5)).sort((a, b) => a - b)
      return Math.round(part[part.length >> 1])
    }
    const memoryMb = [0, 1, 2, 3, 4].map(fifth)
    // caches fill for some minutes
    return { seconds, acknowledged, failed, answered, memoryMb, flat: memoryMb[4] <= memoryMb[1] * GROWTH }
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await soak(Number(process.env['SOAK_SECONDS'] ?? 600))
  console.log(JSON.stringify(result, undefined, 2))
  process.exitCode = result.flat && result.failed === 0 && result.answered > 0 ? 0 : 1
}
