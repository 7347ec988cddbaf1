// Holds every list in the pages against what it is a list of: error codes, links, variables, methods, routes, options, limits.
import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { createCollector, INGEST_LIMITS, openStores } from '@foothold/collector'
import { ERROR_CODES, GUIDE_EVENTS, LIMITS } from '@foothold/protocol'
import { createFoothold } from '@foothold/sdk'
import { describe, expect, onTestFinished, test } from 'vitest'
import { page, PAGES, readPage, ROOT } from './markdown.ts'
import { runFoothold } from './session.ts'

const source = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const sources = (folder: string): string =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => source(join(folder, name)))
    .join('\n')
const all = (text: string, pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map(([, word]) => word!))].toSorted()
/** First cells of the rows of the table that begins with this head. */
function rows(text: string, head: string): string[] {
  const start = text.indexOf(`| ${head} |`)
  expect(start, `no table "${head}"`).toBeGreaterThanOrEqual(0)
  const lines = text.slice(start).split('\n').slice(2)
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) => line.split(' | ')[0]!.slice(2))
}

describe('error codes', () => {
  test('have one section each, with title and status, and nothing else has', () => {
    const sections = [...page('docs/errors.md').text.matchAll(/^### (\S+)\n\*(.+?)\*(?: · HTTP (\d+))?\\$/gm)].map(([, code, title, status]) => [
      code,
      { title, status: Number(status ?? 0) },
    ])
    expect(Object.fromEntries(sections)).toEqual(ERROR_CODES)
    expect(all(page('docs/errors.md').text, /^### (.+)$/gm)).toEqual(Object.keys(ERROR_CODES).toSorted())
  })

  test('that reach the page are those of its chapter', () => {
    const chapter = page('docs/errors.md').text.split('## In the browser')[1]!
    const reported = all(sources('packages/sdk/src'), /(?:report\(|drop\(|FootholdError\(|[?:] )'((?:[a-z]+_)+[a-z]+|internal)'/g)
    expect([...new Set([...all(chapter, /^### (.+)$/gm), 'event_invalid', 'event_too_large', 'key_unknown', 'internal'])].toSorted()).toEqual(reported)
  })
})

describe('links', () => {
  test.each(PAGES.map(({ path }) => path))('of %s lead somewhere', (path) => {
    const text = page(path)
      .text.replaceAll(/^\s*```[\s\S]*?^\s*```/gm, '')
      .replaceAll(/`[^`\n]*`/g, '')
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, to]) => to!)
      .filter((to) => {
        if (/^https?:/.test(to)) return false
        const [file, anchor] = to.split('#')
        const target = file ? normalize(join(dirname(path), file)) : path
        if (!existsSync(join(ROOT, target))) return true
        return anchor !== undefined && !readPage(target).anchors.has(anchor)
      })
    expect(broken).toEqual([])
  })

  test('of the index reach every page', () => {
    const index = page('docs/README.md').text
    const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md')
    expect(pages.filter((name) => !index.includes(`](${name})`))).toEqual([])
  })
})

describe('the SDK', () => {
  const sdk = page('docs/sdk.md').text

  test('has the methods of the table', () => {
    const client = createFoothold({ key: 'fh_pub_x', endpoint: 'http://localhost:4600' })
    expect(
      rows(sdk, 'method')
        .flatMap((cell) => all(cell, /`(\w+)\(/g))
        .toSorted(),
    ).toEqual(Object.keys(client).toSorted())
  })

  test('has the options of the table', () => {
    const options = all(/interface Options \{([\s\S]*?)\n\}/.exec(source('packages/sdk/src/options.ts'))![1]!, /^ {2}(\w+)\??:/gm)
    expect(
      rows(sdk, 'option')
        .map((cell) => cell.replaceAll('`', ''))
        .toSorted(),
    ).toEqual(options)
  })

  test('gives a component what the table says', () => {
    const code = source('packages/sdk/src/guide/view.ts')
    const table = sdk.slice(sdk.indexOf('#### What a view holds')).split('\n## ')[0]!
    // names of kinds, and of the two that are in a view
    const words = new Set(all(table, /`([\w-]+)(?:\(\w*\))?`/g))
    const views = [...code.matchAll(/^(?:export )?interface (\w+)[^{]*\{([\s\S]*?)\n\}/gm)].filter(([, name]) => !/^(ThemeView|Ui)$/.test(name!))
    const fields = views.flatMap(([, , body]) => all(body!, /(?:^ {2}|[{;] )(\w+)\??[:(]/gm)).filter((name) => !/^(element|where)$/.test(name))
    expect(fields.length).toBeGreaterThan(80)
    expect(fields.filter((name) => !words.has(name))).toEqual([])
  })

  test('reads the attributes of the table', () => {
    const attributes = all(source('packages/sdk/src/script-tag.ts'), /dataset\['(\w+)'\]/g)
    expect(rows(sdk, 'attribute').toSorted()).toEqual(attributes.map((name) => `\`data-${name}\``))
  })

  test('takes the variables of the table, and no page shows another', () => {
    const variables = all(sources('packages/sdk/src/ui'), /(--foothold-[a-z-]*[a-z])/g)
    expect(
      rows(sdk, 'variable')
        .map((cell) => cell.replaceAll('`', ''))
        .toSorted(),
    ).toEqual(variables)
    expect(all(PAGES.map(({ text }) => text).join('\n'), /(--foothold-[a-z-]*[a-z])/g)).toEqual(variables)
    expect(all(sources('packages/sdk/src/ui'), / part="(\w+)"/g)).toEqual(all(/^Parts are (.+)\.$/m.exec(sdk)![1]!, /`(\w+)`/g))
  })

  test('stores what the table says and nothing else', () => {
    const code = sources('packages/sdk/src')
    // a name that is a variable has to be told here, so that nobody adds one unseen
    const VARIABLE: Record<string, string[]> = { NAME: ['identity', 'consent'], type: ['identify', 'group'], name: [], mine: ['spill.<tab>'] }
    const local = all(code, /local\.write\((?:'|`)?([\w.]+)/g).flatMap((name) => VARIABLE[name] ?? [name.replace(/\.$/, '.<guide>')])
    const databases = all(code, /createStoreOf\('(\w+)'/g)
    const written = page('docs/tracking.md')
      .text.split('\n')
      .filter((line) => /^\| (localStorage|IndexedDB) \|/.test(line))
      .flatMap((line) => all(line, /`….([^`]+)`/g))
    expect(written.toSorted()).toEqual([...new Set([...local, ...databases])].toSorted())
    expect(all(code, /(document\.cookie|sessionStorage|caches\.open)/g)).toEqual([])
    expect(all(code, /state\.(?:set\(\[\[|update<[\w[\]]+>\()['`](\w+)/g)).toEqual(['bundle', 'dropped', 'person'])
  })

  test('tracks the guide events of the table, and tells the reasons of the table', () => {
    const guides = page('docs/guides.md').text
    expect(
      rows(guides, 'event')
        .map((cell) => cell.replaceAll('`', ''))
        .toSorted(),
    ).toEqual(Object.values(GUIDE_EVENTS).toSorted())
    const gates = all(source('packages/targeting/src/publish/gates.ts'), /\badd\('([\w-]+)'/g)
    const others = all(/reason: Refusal\['reason'\](.+)$/m.exec(source('packages/sdk/src/guide/decision.ts'))![1]!, /'([\w-]+)'/g)
    const reasons = [...gates, ...others, 'unknown'].toSorted()
    expect(gates.length).toBeGreaterThan(8)
    expect(
      rows(guides, 'reason')
        .map((cell) => cell.replaceAll('`', ''))
        .toSorted(),
    ).toEqual(reasons)
  })
})

describe('the collector', () => {
  const text = page('docs/collector.md').text

  test('has the routes of the tables', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foothold-docs-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const stores = await openStores(folder)
    const { app, close } = createCollector({ stores })
    const routes = new Set(app.routes.filter(({ method, path }) => method !== 'ALL' && !/^\/v1\/.$/.test(path)).map(({ method, path }) => `${method} ${path}`))
    await close()
    await stores.close()
    const written = all(text, /`((?:GET|POST|PUT|DELETE) \/[^`]*)`/g).concat(
      all(/A single event goes to.+/.exec(text)![0], /`(\/v1\/\w+)`/g).map((path) => `POST ${path}`),
    )
    expect([...new Set(written)].toSorted()).toEqual([...routes].toSorted())
  })

  test('has the limits of the table, but for those of the browser and the clock', () => {
    const elsewhere = ['beaconBytes', 'storeEvents', 'storeBytes', 'storeAgeMs', 'clockBehindMs', 'clockAheadMs']
    const limits = Object.fromEntries([...text.matchAll(/^\| `(\w+)` \| ([\d,]+) /gm)].map(([, name, value]) => [name, Number(value!.replaceAll(',', ''))]))
    expect(limits).toEqual(Object.fromEntries(Object.entries({ ...LIMITS, ...INGEST_LIMITS }).filter(([name]) => !elsewhere.includes(name))))
  })
})

describe('the command line', () => {
  const text = page('docs/cli.md').text

  test('has the commands of the page', async () => {
    const { stdout } = await runFoothold(['--help'], ROOT)
    const commands = all(stdout.split('Commands:')[1]!, /^ {2}(\w+)/gm).filter((name) => name !== 'help')
    expect(all(text, /^## (\w+)$/gm)).toEqual(commands)
  })

  test.each(all(page('docs/cli.md').text, /^## (\w+)$/gm))('has the options of %s', async (command) => {
    const { stdout } = await runFoothold([command, '--help'], ROOT)
    const section = text.split(`## ${command}\n`)[1]!.split('\n## ')[0]!
    const options = all(stdout, /^ {2}(?:-\w, )?(--[\w-]+)/gm).filter((option) => option !== '--help')
    const tables = section
      .split('\n')
      .filter((line) => line.startsWith('| `--'))
      .join('\n')
    expect(all(tables, /`(--[\w-]+)/g)).toEqual(options)
  })
})
