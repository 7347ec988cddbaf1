// Owns what the fault tests share: a collector in a process of its own, strace, and clients that send as ours do.
import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const SERVE = new URL('serve.mjs', import.meta.url)

/** Whether system calls can be watched and failed here; containers may forbid it. */
export const HAS_STRACE: boolean = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0

export interface Running {
  url: string
  writeKey: string
  /** Of the first start on a folder. */
  adminKey: string | undefined
  child: ChildProcess
  /** Sends a batch; `undefined` where there was no answer. */
  send(batch: readonly object[]): Promise<{ status: number; body: Record<string, unknown>; headers: Headers } | undefined>
  kill(): Promise<void>
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-fault-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a collector. @param key - of an earlier start on the same folder. */
export async function startProcess(folder: string, { key, limits = {} }: { key?: string; limits?: object } = {}): Promise<Running> {
  const child = fork(SERVE, [folder, JSON.stringify(limits)], {
    execArgv: ['--conditions=@foothold/source', '--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ url, writeKey = key!, adminKey }] = (await once(child, 'message')) as [{ url: string; writeKey?: string; adminKey?: string }]
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(kill)
  return {
    url,
    writeKey,
    adminKey,
    child,
    kill,
    async send(batch) {
      try {
        const answer = await fetch(`${url}/v1/batch`, {
          method: 'POST',
          headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
        })
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers }
      } catch {
        return undefined
      }
    },
  }
}

/** Attaches strace to a process. @returns resolves when it has let go. */
export async function attachStrace(pid: number, args: readonly string[]): Promise<() => Promise<void>> {
  const strace = spawn('strace', ['-f', '-p', String(pid), ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const attached = new Promise<void>((resolve, reject) => {
    let said = ''
    strace.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (/attached/.test(said)) resolve()
    })
    strace.once('exit', () => reject(new Error(`strace ended: ${said}`)))
  })
  await attached
  return async () => {
    if (strace.exitCode !== null || strace.signalCode !== null) return
    const gone = once(strace, 'exit')
    strace.kill('SIGINT')
    await gone
  }
}

export const track = (messageId: string, more: object = {}): object => ({ type: 'track', event: 'fault.tested', userId: 'u', messageId, ...more })

/** Asks again and again, without a pause between two answers, until it is so. */
export async function until<T>(ask: () => Promise<T | undefined | false>, what: string, withinMs = 15_000): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const found = await ask()
    if (found) return found
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain for ${what}`)
    await new Promise((go) => setTimeout(go, 20))
  }
}
