// Owns the Chromium that is measured in: real, headless, and without any network but loopback.
import { chromium } from 'playwright-core'

const VIEWPORT = { width: 1280, height: 800 }
/** What a person's browser says: some peers do nothing for a headless one. */
const userAgent = (version) => `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version.split('.')[0]}.0.0.0 Safari/537.36`

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: false,
    ignoreDefaultArgs: ['--enable-automation'],
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-proxy-server',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  })

export const newContext = (browser) => browser.newContext({ viewport: VIEWPORT, userAgent: userAgent(browser.version()) })

/** A page whose main-thread counters count CPU time of that thread, so that a busy neighbour does not matter. */
export async function openPage(context) {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  /** Main-thread time since the page began, ms. */
  const taskMs = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000
  return { page, taskMs, close: () => page.close() }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
