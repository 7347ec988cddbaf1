// Owns serving three applications from npm that nobody here wrote, each with our script tag and one guide of every kind. Nothing
// else of theirs is touched.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { passOn } from '../../examples/torture/server.mjs'

const require = createRequire(import.meta.url)
const folderOf = (name) => dirname(require.resolve(`${name}/package.json`))
const DOCS = fileURLToPath(new URL('../../docs', import.meta.url))
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const OPENAPI = {
  openapi: '3.0.3',
  info: { title: 'Orders', version: '1.0.0', description: 'Takes orders.' },
  paths: Object.fromEntries(
    ['orders', 'customers', 'invoices', 'parcels'].map((name) => [
      `/${name}`,
      {
        get: { summary: `All ${name}`, responses: { 200: { description: 'OK' } } },
        post: { summary: `A new one of ${name}`, responses: { 201: { description: 'Made' } } },
      },
    ]),
  ),
}
const SWAGGER_START = `window.onload = () => { window.ui = SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout' }) }`
const DOCSIFY = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Docs</title><link rel="stylesheet" href="themes/vue.css"></head>
<body><div id="app"></div><script>window.$docsify = { name: 'Docs', loadSidebar: false, auto2top: true }</script><script src="docsify.min.js"></script></body></html>`

/**
 * Each with the folder of its files, files that are ours to give (its content, its settings), a target to point at, a place for
 * what lies in the page, and what shows that it is up.
 */
export const APPS = {
  swagger: {
    title: 'Swagger UI',
    package: 'swagger-ui-dist',
    folder: folderOf('swagger-ui-dist'),
    files: { 'openapi.json': JSON.stringify(OPENAPI), 'swagger-initializer.js': SWAGGER_START },
    target: '#operations-default-get_customers button.opblock-summary-control',
    slot: '.information-container',
    up: '#operations-default-post_parcels',
  },
  admin: {
    title: 'SB Admin 2',
    package: 'startbootstrap-sb-admin-2',
    folder: folderOf('startbootstrap-sb-admin-2'),
    files: {},
    target: '.container-fluid .btn.btn-primary.shadow-sm',
    slot: '.col-lg-6.mb-4 .card .card-body',
    up: '#accordionSidebar',
  },
  docs: {
    title: 'docsify',
    package: 'docsify',
    folder: join(folderOf('docsify'), 'lib'),
    files: { 'index.html': DOCSIFY },
    target: '.sidebar-nav li:nth-child(1) a',
    slot: '.markdown-section p',
    up: '.markdown-section h1',
  },
}

/** @param collector - origin to which `/v1` and `/sdk` are passed on. */
export function createForeign({ collector, writeKey }) {
  const tag = `<script src="/sdk/foothold.js" data-key="${writeKey}" data-pages="off"></script>`
  return createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    if (/^\/(v1|sdk)\//.test(pathname)) return void passOn(request, response, collector).catch(() => response.writeHead(502).end())
    const [, name, ...rest] = pathname.split('/')
    const path = rest.join('/') || 'index.html'
    fileOf(APPS[name], path).then(
      (body) => {
        const type = extname(path)
        response.writeHead(200, { 'content-type': TYPES[type] ?? 'application/octet-stream' })
        response.end(type === '.html' ? body.toString().replace(/<\/body>/, () => `${tag}</body>`) : body)
      },
      () => response.writeHead(404).end(),
    )
  })
}

/** @throws where there is none, or it lies elsewhere. */
async function fileOf(app, path) {
  if (Object.hasOwn(app.files, path)) return app.files[path]
  // the documentation site shows our own pages
  const folder = extname(path) === '.md' && app === APPS.docs ? DOCS : app.folder
  const file = normalize(join(folder, decodeURIComponent(path)))
  if (!file.startsWith(folder + sep)) throw new Error('outside')
  return readFile(file)
}

const guide = (app, kind, more) => ({ kind, key: `${app}-${kind}`, goal: null, why: 'an application of others', when: { manual: true }, ...more })
const titleOf = (kind) => `A ${kind.replace('-', ' ')} here`

/** One guide of every kind for an application. */
export function guidesFor(name) {
  const { target } = APPS[name]
  const find = { find: [{ css: target }], unique: false }
  const words = (kind) => ({ title: titleOf(kind), body: 'A few **words** with a [link](https://example.com).' })
  const [from, until] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString())
  return [
    guide(name, 'tour', {
      steps: [
        { key: 'one', target: find, ...words('tour') },
        { key: 'two', ...words('tour') },
      ],
    }),
    guide(name, 'hint', { target: find, ...words('hint') }),
    guide(name, 'empty-state', { slot: 'here', ...words('empty-state'), actions: [{ label: 'Begin', do: [{ dismiss: true }] }] }),
    guide(name, 'checklist', {
      title: titleOf('checklist'),
      tasks: ['one', 'two'].map((key) => ({ key, title: `Task ${key}`, completeWhen: { event: `done.${key}` } })),
    }),
    guide(name, 'celebration', words('celebration')),
    guide(name, 'announcement', { form: 'modal', ...words('announcement'), actions: [{ label: 'Good', do: [{ dismiss: true }] }] }),
    guide(name, 'survey', { owner: 'tests', reviewBy: '2100-01-01', questions: [{ ask: 'nps', key: 'score', title: titleOf('survey') }] }),
    guide(name, 'resource-center', {
      title: titleOf('resource-center'),
      launcher: { label: 'Help' },
      sections: [
        {
          key: 'all',
          title: 'All',
          entries: [
            { key: 'link', title: 'Handbook', link: 'https://example.com' },
            { key: 'hour', title: 'Office hour', session: { from, until, link: 'https://example.com' } },
          ],
        },
      ],
    }),
    guide(name, 'leaderboard', { slot: 'board', title: titleOf('leaderboard'), standings: { of: { event: 'order.made' } } }),
  ]
}

/** What stands in the page of a guide. */
export const textOf = titleOf
