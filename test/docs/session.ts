// Owns running what the pages tell people to type: a temporary folder, `foothold` on the path, a collector that `serve`
// started, addresses and keys put in. It must not know which page it is.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOOTHOLD = fileURLToPath(new URL('foothold.mjs', import.meta.url))
/** Addresses that the pages use for a collector. */
const ADDRESSES = /http:\/\/localhost:4600|https:\/\/guide\.example\.com/g

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}
interface Running {
  child: ChildProcess
  ended: Promise<Run>
  /** Resolves when `pattern` has been printed; rejects where the process ends without. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
}

function start(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  const waiting = new Set<() => void>()
  const hear = (add: (text: string) => void) => (chunk: Buffer) => {
    add(chunk.toString())
    waiting.forEach((look) => look())
  }
  child.stdout.on(
    'data',
    hear((text) => (stdout += text)),
  )
  child.stderr.on(
    'data',
    hear((text) => (stderr += text)),
  )
  const ended = new Promise<Run>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(stdout)
        if (!match) return
        waiting.delete(look)
        resolve(match)
      }
      waiting.add(look)
      look()
      void ended.then((run) => reject(new Error(`ended without ${pattern}: ${JSON.stringify(run)}`)))
    })
  return { child, ended, printed }
}

// the first: because of a fault of V8, see test/vitest.config.ts
const NODE = [...process.execArgv.filter((flag) => flag.startsWith('--wasm-wrapper')), '-C', '@foothold/source', FOOTHOLD]
/** Hundreds of files are compiled once, not with every command. */
const COMPILED = join(tmpdir(), 'foothold-compiled')
/** Nothing of the developer's own environment but the path: keys and colours would leak into the tests. */
const cleanEnv = (home: string): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: home, NODE_COMPILE_CACHE: COMPILED })

/** Runs `foothold` to its end. */
export function runFoothold(args: readonly string[], cwd: string): Promise<Run> {
  return start(process.execPath, [...NODE, ...args], cwd, cleanEnv(cwd)).ended
}

export interface Session extends AsyncDisposable {
  folder: string
  /** Origin and keys of the collector that was started last. */
  collector(): { url: string; writeKey: string; adminKey: string }
  /** Puts real addresses and the real write key into a text. */
  fill(text: string): string
  write(path: string, text: string): Promise<void>
  /** Runs one block of commands; variables live on to the next block. @returns what it printed, `serve` included. */
  shell(script: string): Promise<Run>
}

/** Opens a session; `shell('npx foothold serve')` starts a collector that lives as long as the session. */
export async function openSession(): Promise<Session> {
  const folder = await mkdtemp(join(tmpdir(), 'foothold-docs-'))
  const bin = join(folder, '.bin')
  await mkdir(bin)
  // `npx foothold …` without npm: the same words, the same arguments
  await writeFile(
    join(bin, 'npx'),
    `#!/bin/sh\n[ "$1" = foothold ] || { echo "npx $1: only foothold" >&2; exit 1; }\nshift\nexec "${process.execPath}" ${NODE.join(' ')} "$@"\n`,
  )
  await chmod(join(bin, 'npx'), 0o755)
  const env = { ...cleanEnv(folder), PATH: [bin, join(process.execPath, '..'), process.env['PATH']].join(delimiter) }
  const variables = join(folder, '.variables')
  await writeFile(variables, '')
  let server: Running | undefined
  let collector: { url: string; writeKey: string; adminKey: string } | undefined

  const stop = async (): Promise<void> => {
    server?.child.kill('SIGTERM')
    await server?.ended
    server = undefined
  }

  async function serve(args: readonly string[]): Promise<Run> {
    await stop()
    // the last --port counts; the others are read and checked all the same
    // as who reads the page types it: at a terminal, where alone the admin key is shown
    const command = ['exec', process.execPath, ...NODE, 'serve', ...args, '--port', '0'].map((word) => `'${word}'`).join(' ')
    server = start('script', ['--quiet', '--return', '--command', command.replace("'exec'", 'exec'), '/dev/null'], folder, { ...env, NO_COLOR: '1' })
    const { input } = await server.printed(/Ctrl-C stops/)
    collector = JSON.parse(await readFile(join(folder, '.foothold/credentials.json'), 'utf8')) as typeof collector
    return { code: 0, stdout: input.replaceAll('\r\n', '\n'), stderr: '' }
  }

  /** `--follow` has no end of its own: it has done its work when it has printed an event. */
  async function follow(args: readonly string[]): Promise<Run> {
    const { url, writeKey } = collector!
    await fetch(`${url}/v1/track`, { method: 'POST', headers: { authorization: `Bearer ${writeKey}` }, body: '{ "userId": "ada", "event": "report.viewed" }' })
    const running = start(process.execPath, [...NODE, ...args], folder, env)
    await running.printed(/\S/)
    running.child.kill('SIGINT')
    return running.ended
  }

  const bash = (script: string): Promise<Run> => start('bash', ['-c', `set -ea; . "${variables}"; ${script}\nexport -p > "${variables}"`], folder, env).ended
  const fill = (text: string): string =>
    collector
      ? text.replaceAll(ADDRESSES, collector.url).replaceAll('localhost:4600', new URL(collector.url).host).replaceAll('fh_pub_…', collector.writeKey)
      : text

  return {
    folder,
    collector: () => collector!,
    fill,
    write: (path, text) => writeFile(join(folder, path), text),
    async shell(script) {
      const all: Run = { code: 0, stdout: '', stderr: '' }
      // a command ends with its line, but for quotes that are open
      const commands = script
        .split('\n')
        .reduce<string[]>(
          (list, line) => ((list.at(-1)?.match(/'/g)?.length ?? 0) % 2 ? [...list.slice(0, -1), `${list.at(-1)}\n${line}`] : [...list, line]),
          [],
        )
      for (const command of commands.filter((one) => one.trim())) {
        const words = command.split(/\s+/)
        const special =
          words[0] === 'npx' && words[2] === 'serve' && !words.includes('--print-config')
            ? serve(words.slice(3))
            : command.includes('events --follow')
              ? follow(words.slice(2))
              : bash(fill(command))
        const run = await special
        all.stdout += run.stdout
        all.stderr += run.stderr
        all.code = run.code
        if (run.code !== 0) return all
      }
      return all
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
