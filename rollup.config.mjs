// The one table of everything that is bundled for a browser. Node packages are emitted file by file by `tsc -b`.
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { minifySync } from 'oxc-minify'
import esbuild from 'rollup-plugin-esbuild'

/**
 * One row a bundle. `foothold.js` is what a page loads by script tag; beside it, it fetches `foothold-guide.js` when guidance is
 * allowed, and that `foothold-ui.js` when the first guide is to be shown, which is why these imports stay outside the IIFE; `foothold-live.js` where the page asks to hear of news as they come. A `part` is what
 * the bundle fetches by itself, by the name of its module: it takes from the bundle whatever both need, so that nothing is there twice.
 * `whole`: the browser reads all of it at once, beside the main thread, and not function by function as each is called for the first time. For what a page
 * calls most of when it starts.
 *
 * @type {{ input: string, file: string, format: 'es' | 'iife', name?: string, copy?: string, external?: string[], part?: Record<string, string>, whole?: true }[]}
 */
const TABLE = [
  { input: 'packages/sdk/src/script-tag.ts', file: 'packages/sdk/dist/browser/foothold.js', format: 'iife', whole: true },
  { input: 'packages/sdk/src/guide/guidance.ts', file: 'packages/sdk/dist/browser/foothold-guide.js', format: 'es', whole: true },
  { input: 'packages/sdk/src/guide/live.ts', file: 'packages/sdk/dist/browser/foothold-live.js', format: 'es' },
  {
    input: 'packages/sdk/src/ui/index.ts',
    file: 'packages/sdk/dist/browser/foothold-ui.js',
    format: 'es',
    part: { more: 'foothold-kinds.js', component: 'foothold-component.js', role: 'foothold-names.js' },
  },
  // for its size alone: in one file what a page has loaded before anything is drawn, but for who ties it together
  { input: 'packages/sdk/src/testing/first-load.ts', file: 'test/dist/first-load.js', format: 'es' },
  { input: 'packages/console/src/main.tsx', file: 'packages/console/dist/site/console.js', format: 'es', copy: 'packages/console/public' },
  { input: 'examples/demo/src/main.tsx', file: 'examples/demo/dist/site/app.js', format: 'es', copy: 'examples/demo/public' },
  { input: 'examples/npm/src/main.ts', file: 'examples/npm/dist/site/app.js', format: 'es', copy: 'examples/npm/public' },
]

/** Style sheets live in `*.css.ts` as template strings; white space has no meaning in them. */
const squeezeStyles = {
  name: 'squeeze-styles',
  transform: (code, id) =>
    id.endsWith('.css.ts') ? { code: code.replace(/`[^`]*`/g, (text) => text.replace(/\s+/g, ' ').replace(/ ?([{};:,]) /g, '$1')), map: null } : null,
}

/** What JSX stands for is said by each package; guides have a drawing of their own, and it does not come with what only the compiler reads. */
const jsxOf = (files, source) => esbuild({ ...files, target: 'es2022', jsx: 'automatic', jsxImportSource: source, tsconfig: false })
const GUIDES = /\/packages\/sdk\/src\//

const ECMA = { ecma: 2020, compress: { passes: 3, unsafe_arrows: true } }
/** Two minifiers, each of which finds what the other has overlooked; the first goes again over what the second has found. */
const shrink = (format, whole) => [
  terser({ ...ECMA, module: format === 'es', mangle: false }),
  {
    name: 'oxc',
    renderChunk(code, { fileName }) {
      const { map, errors, ...shrunk } = minifySync(fileName, code, { compress: { target: 'es2022' }, mangle: false, sourcemap: true })
      if (errors.length) throw new Error(errors[0].message)
      return { code: shrunk.code, map }
    },
  },
  // https://github.com/WICG/explicit-javascript-compile-hints-file-based
  terser({ ...ECMA, module: format === 'es', mangle: { toplevel: true }, format: whole && { preamble: '//# allFunctionsCalledOnLoad' } }),
]

const copyFolder = (from, to) => ({
  name: 'copy-folder',
  async writeBundle() {
    await mkdir(to, { recursive: true })
    for (const name of await readdir(from)) await copyFile(join(from, name), join(to, name))
  },
})

export default TABLE.map(({ input, file, format, name, copy, external, part, whole }) => ({
  input,
  external,
  preserveEntrySignatures: 'allow-extension',
  output: {
    format,
    name,
    sourcemap: true,
    ...(part ? { dir: dirname(file), entryFileNames: basename(file), chunkFileNames: ({ name }) => part[name] } : { file, inlineDynamicImports: true }),
  },
  plugins: [
    resolve({ browser: true, exportConditions: ['@foothold/source', 'browser', 'module', 'import', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js'] }),
    squeezeStyles,
    jsxOf({ include: GUIDES }, '#draw'),
    jsxOf({ exclude: [GUIDES, /node_modules/] }, 'preact'),
    ...shrink(format, whole),
    ...(copy ? [copyFolder(copy, dirname(file))] : []),
  ],
}))
