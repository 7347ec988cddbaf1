// Owns how a page starts each tracker. `COLLECTOR` becomes the address of the scripted server, `window.bench` is what is measured.
const POSTHOG = `{ api_host: 'COLLECTOR', opt_out_useragent_filter: true, autocapture: false, capture_pageview: false, capture_pageleave: false,
  disable_session_recording: true, disable_surveys: true, rate_limiting: { events_per_second: 1e6, events_burst_limit: 1e6 } }`
const segment = (strategy) =>
  `{ writeKey: 'k', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'k', apiHost: 'COLLECTOR/s'.replace('http://', ''), protocol: 'http'${strategy} } } } }`

/** Same properties for all; `benchSequence` tells which event arrived. */
const track = (call) =>
  `window.bench.track = (n) => ${call('{ benchSequence: n, plan: "pro", amount: 12.5, currency: "EUR", source: "toolbar", project: "p-" + (n % 50) }')}`
const start = (expression) => `const begun = performance.now(); const made = ${expression}; window.bench = { startMs: performance.now() - begun }`

export const OURS = 'Foothold'

/** `code` starts it as a page would, `settled` resolves when it is ready to send. */
export const CONTESTANTS = [
  {
    name: OURS,
    code: `import { createFoothold } from '../../packages/sdk/src/index.ts'
${start(`createFoothold({ key: 'fh_pub_benchmark000', endpoint: 'COLLECTOR', pages: false })`)}
window.bench.settled = Promise.resolve()
${track((properties) => `made.track('item.added', ${properties})`)}`,
  },
  {
    name: 'posthog-js',
    package: 'posthog-js',
    code: `import posthog from 'posthog-js'
let loaded; const settled = new Promise((resolve) => { loaded = resolve })
${start(`posthog.init('k', { ...${POSTHOG}, loaded: () => loaded() })`)}
window.bench.settled = settled
${track((properties) => `posthog.capture('item.added', ${properties})`)}`,
  },
  {
    name: '@segment/analytics-next',
    package: '@segment/analytics-next',
    code: `import { AnalyticsBrowser } from '@segment/analytics-next'
${start(`AnalyticsBrowser.load(${segment('')})`)}
window.bench.settled = made.ready()
${track((properties) => `made.track('item.added', ${properties})`)}`,
  },
  {
    name: '@segment/analytics-next, batching',
    package: '@segment/analytics-next',
    code: `import { AnalyticsBrowser } from '@segment/analytics-next'
${start(`AnalyticsBrowser.load(${segment(`, deliveryStrategy: { strategy: 'batching', config: { size: 100, timeout: 2000 } }`)})`)}
window.bench.settled = made.ready()
${track((properties) => `made.track('item.added', ${properties})`)}`,
  },
]

/** Ours as its script tag loads it, beside the page; how long its call takes the page cannot see. */
const BY_TAG = {
  name: `${OURS}, its own files`,
  head: '<script async src="foothold.js" data-key="fh_pub_benchmark000" data-endpoint="COLLECTOR"></script>',
  files: ['packages/sdk/dist/browser/foothold.js', 'packages/sdk/dist/browser/foothold-guide.js'],
  code: 'window.bench = { settled: Promise.resolve() }',
}
/** The same, tracking no page views. */
export const AGAIN_BY_TAG = { ...BY_TAG, head: BY_TAG.head.replace(' data-key', ' data-pages="off" data-key') }

/** As a page starts them that has never been visited, with what each does by default: settings fetched, the first page view tracked. */
export const NEWCOMERS = [
  {
    name: OURS,
    code: `import { createFoothold } from '../../packages/sdk/src/index.ts'
${start(`createFoothold({ key: 'fh_pub_benchmark000', endpoint: 'COLLECTOR' })`)}
window.bench.settled = Promise.resolve()`,
  },
  BY_TAG,
  {
    name: 'posthog-js',
    code: `import posthog from 'posthog-js'
${start(`posthog.init('k', { api_host: 'COLLECTOR', opt_out_useragent_filter: true })`)}
window.bench.settled = Promise.resolve()`,
  },
  {
    name: '@segment/analytics-next',
    code: `import { AnalyticsBrowser } from '@segment/analytics-next'
${start(`AnalyticsBrowser.load({ writeKey: 'k', cdnURL: 'COLLECTOR' })`)}
window.bench.settled = made.page()`,
  },
]

/** Ours as it is shipped: the built script, started by its tag. `diagnostics` are the codes of the problems it told. */
export const SHIPPED = {
  name: OURS,
  head: `<script>window.diagnostics = []; window.foothold = { q: [], onError: (error) => void window.diagnostics.push(error.code) }</script>
<script src="foothold.js" data-key="fh_pub_benchmark000" data-endpoint="COLLECTOR" data-pages="off"></script>`,
  files: ['packages/sdk/dist/browser/foothold.js', 'packages/sdk/dist/browser/foothold-ui.js'],
  code: `window.bench = { startMs: 0, settled: Promise.resolve() }
${track((properties) => `window.foothold.track('item.added', ${properties})`)}`,
}

/** What a contract is held against: ours as shipped, and the peers. */
export const TRACKERS = [SHIPPED, ...CONTESTANTS.filter(({ name }) => name !== OURS)]

export const BLANK = { name: 'blank', code: 'window.bench = { startMs: 0, settled: Promise.resolve(), track() {} }' }
