// Owns the Chromium that is measured in: real, headless, and without any network but loopback.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

const VIEWPORT = { width: 1280, height: 800 }
/** What a person's browser says: some peers do nothing for a headless one. */
const userAgent = (version) => `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version.split('.')[0]}.0.0.0 Safari/537.36`

export const launch = () =>
  chromium.launch({
    executablePath: EXECUTABLE,
    chromiumSandbox: false,
    ignoreDefaultArgs: ['--enable-automation'],
    args: FLAGS,
  })

export const newContext = (browser, options = {}) => browser.newContext({ viewport: VIEWPORT, userAgent: userAgent(browser.version()), ...options })

/** A page whose main-thread counters count CPU time of that thread, so that a busy neighbour does not matter. */
export async function openPage(context, { throttle = 1 } = {}) {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  if (throttle !== 1) await session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  /** Main-thread time since the page began, ms. */
  const taskMs = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000
  return { page, taskMs, close: () => page.close() }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Opens profiles: a folder on disk and a Chromium of its own in it, which can be killed and started again.
 *
 * @returns `start()` gives the browser's one context; `kill()` is what a power button does, `quit()` what a person does.
 */
export async function openProfile() {
  const folder = await mkdtemp(join(tmpdir(), 'foothold-profile-'))
  openProfiles.set(folder, undefined)
  let child
  let context
  let ended
  const profile = {
    async start() {
      const args = ['--headless', '--no-sandbox', '--disable-breakpad', ...FLAGS, '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank']
      child = spawn(EXECUTABLE, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
      openProfiles.set(folder, child.pid)
      ended = new Promise((resolve) => child.once('exit', resolve))
      const address = await new Promise((resolve, reject) => {
        let said = ''
        child.stderr.on('data', (chunk) => {
          said += chunk
          const found = /DevTools listening on (ws:\S+)/.exec(said)
          if (found) resolve(found[1])
        })
        child.once('error', reject)
        void ended.then(() => reject(new Error(`Chromium ended: ${said}`)))
      })
      const browser = await chromium.connectOverCDP(address)
      context = browser.contexts()[0]
      return context
    },
    /** SIGKILL to the browser; its other processes go when they find it gone. */
    async kill() {
      process.kill(child.pid, 'SIGKILL')
      await ended
      endGroup(child.pid)
    },
    async quit() {
      const session = await context.browser().newBrowserCDPSession()
      await Promise.race([session.send('Browser.close').catch(() => {}), ended])
      await ended
      endGroup(child.pid)
    },
    /** Ends what runs and removes the folder. */
    async close() {
      if (child?.exitCode === null && child.signalCode === null) await profile.kill()
      openProfiles.delete(folder)
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
  return profile
}

/** Profiles that are open: an interrupted run leaves neither a browser nor a folder. */
const openProfiles = new Map()
process.once('exit', () => {
  for (const [folder, pid] of openProfiles) {
    if (pid) endGroup(pid)
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** Ends what is left of a browser that was started here as the leader of a group. */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // nothing is left
  }
}
