// Owns what a page has to download: ours and the peers, each with the least code that a real page needs.
import { readFileSync } from 'node:fs'
import { bundle, sizeOf } from './bundle.mjs'
import { number, ratio, table, versionOf } from './report.mjs'

const STEPS = [
  ['#new', 'Create', 'Start here to create your first project.'],
  ['#row', 'Your data', 'Every project shows up in this table.'],
  ['#nav', 'Settings', 'Invite your team from the settings.'],
].map((step) => step.map((text) => JSON.stringify(text)))
const steps = (shape) => `[${STEPS.map(([target, title, body]) => shape(target, title, body)).join()}]`

const FIRST = { entry: 'packages/sdk/src/script-tag.ts' }
const GUIDE = { entry: 'packages/sdk/src/guide/guidance.ts' }
const UI = { entry: 'packages/sdk/src/ui/index.ts' }
const OURS = 'Foothold'

/** A contestant is one or more bundles; `remote` are files it fetches by itself before it can do the same, `built` those that ours ships. */
const TOURS = [
  {
    name: OURS,
    bundles: [FIRST, GUIDE, UI],
    note: 'tracking, targeting, tours and hints, in three parts; the other kinds come when the first of them is shown',
  },
  { name: `${OURS}, its own files`, bundles: [], built: ['foothold.js', 'foothold-guide.js', 'foothold-ui.js'], note: 'the same, as a script tag loads it' },
  {
    name: 'driver.js',
    bundles: [
      {
        code: `import { driver } from 'driver.js'; import 'driver.js/dist/driver.css'
driver({ showProgress: true, steps: ${steps((element, title, description) => `{element:${element},popover:{title:${title},description:${description}}}`)} }).drive()`,
      },
    ],
    note: 'tours and highlights only',
  },
  {
    name: 'shepherd.js',
    bundles: [
      {
        code: `import Shepherd from 'shepherd.js'; import 'shepherd.js/dist/css/shepherd.css'
const buttons = [{ text: 'Next', action() { this.next() } }]
new Shepherd.Tour({ useModalOverlay: true, steps: ${steps((element, title, text) => `{title:${title},text:${text},attachTo:{element:${element},on:'bottom'},buttons}`)} }).start()`,
      },
    ],
    note: 'tours only',
  },
  {
    name: 'intro.js',
    bundles: [
      {
        code: `import introJs from 'intro.js'; import 'intro.js/introjs.css'
introJs.tour().setOptions({ steps: ${steps((element, title, intro) => `{element:${element},title:${title},intro:${intro}}`)} }).start()`,
      },
    ],
    note: 'tours and hints only',
  },
  {
    name: 'posthog-js slim + tours',
    bundles: [
      {
        code: `import posthog from 'posthog-js/dist/module.slim.js'; import { ProductToursExtensions } from 'posthog-js/dist/extension-bundles.js'
posthog.init('k', { api_host: 'https://example.com', __extensionClasses: { ...ProductToursExtensions } }); posthog.capture('opened')`,
      },
    ],
    remote: ['posthog-js/dist/product-tours.js'],
    note: 'with its remote product-tours.js',
  },
]
const TRACKERS = [
  { name: OURS, bundles: [FIRST], note: 'first load: tracking' },
  { name: `${OURS}, deciding`, bundles: [FIRST, GUIDE], note: 'tracking and targeting' },
  {
    name: '@segment/analytics-next',
    bundles: [{ code: `import { AnalyticsBrowser } from '@segment/analytics-next'; AnalyticsBrowser.load({ writeKey: 'k' }).track('opened', { a: 1 })` }],
    note: 'tracking only',
  },
  {
    name: 'posthog-js slim',
    bundles: [
      {
        code: `import posthog from 'posthog-js/dist/module.slim.js'; posthog.init('k', { api_host: 'https://example.com' }); posthog.capture('opened', { a: 1 })`,
      },
    ],
    note: 'capture only',
  },
]

async function weigh({ bundles, remote = [], built = [] }) {
  const files = [...remote.map((file) => `node_modules/${file}`), ...built.map((file) => `packages/sdk/dist/browser/${file}`)]
  const texts = files.map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
  for (const source of bundles) {
    const { files, initial } = await bundle(source, { split: true })
    texts.push(...initial.map((name) => files[name]), files['entry.css'] ?? '')
  }
  return sizeOf(texts)
}

async function group(contestants) {
  const rows = []
  for (const contestant of contestants) rows.push({ ...contestant, ...(await weigh(contestant)) })
  const ours = rows.find(({ name }) => name === OURS)
  return table(
    ['', 'minified', 'gzip', 'brotli', 'brotli, to ours', ''],
    rows.map(({ name, min, gzip, brotli, note }) => [name, number(min, 0), number(gzip, 0), number(brotli, 0), ratio(brotli, ours.brotli), note]),
  )
}

export async function measure() {
  const names = ['esbuild', 'driver.js', 'shepherd.js', 'intro.js', 'posthog-js', '@segment/analytics-next']
  return {
    title: 'Bundles (bytes)',
    versions: Object.fromEntries(names.map((name) => [name, versionOf(name)])),
    text: [
      'What a page downloads, style sheets included; every contestant bundled by esbuild in the same way, but for our own files, which are as they are shipped; parts that it loads later by itself are not counted.',
      `### A tour of three steps\n\n${await group(TOURS)}`,
      `### Starting, and tracking one event\n\n${await group(TRACKERS)}`,
    ].join('\n\n'),
  }
}
