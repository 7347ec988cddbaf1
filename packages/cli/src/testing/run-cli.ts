// Owns running the command as a user does, as a process of its own, from the sources.
import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = new URL('../main.ts', import.meta.url).href
const SCRIPT = `import(${JSON.stringify(MAIN)}).then(({ main }) => main(['node', 'foothold', ...process.argv.slice(1)]))`

/** Hundreds of files are compiled once, not with every command. */
const COMPILED = join(tmpdir(), 'foothold-compiled')

export const BIN: string = fileURLToPath(new URL('../../bin/foothold.mjs', import.meta.url))

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running extends AsyncDisposable {
  child: ChildProcess
  /** Everything printed so far. */
  stdout(): string
  stderr(): string
  /** Resolves when `pattern` has been printed on either stream. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  ended: Promise<Run>
}

/** What the tests' own processes are started with because of a fault of V8, see test/vitest.config.ts. */
const isOfWrappers = (flag: string): boolean => flag.startsWith('--wasm-wrapper')

/** Starts the command and leaves it running. */
export function startCli(args: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Running {
  // nothing of the developer's own environment: keys and colours would leak into the tests
  const env = { PATH: process.env['PATH'], HOME: options.cwd, NODE_COMPILE_CACHE: COMPILED, ...options.env }
  const child = spawn(process.execPath, [...process.execArgv.filter(isOfWrappers), '-C', '@foothold/source', '-e', SCRIPT, '--', ...args], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  const waiting = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    waiting.forEach((look) => look())
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    waiting.forEach((look) => look())
  })
  const ended = new Promise<Run>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr)
          if (match) {
            waiting.delete(look)
            resolve(match)
          }
        }
        waiting.add(look)
        look()
        void ended.then((run) => reject(new Error(`ended without ${pattern}: ${JSON.stringify(run)}`)))
      }),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs the command to its end. */
export function runCli(args: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<Run> {
  return startCli(args, options).ended
}
