// Owns bundling and compressing, the same way for ours and for every peer.
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/**
 * Bundles code or a file, minified.
 *
 * @param source - `{ code }` is resolved from this folder, `{ entry }` is a path from the root of the repository.
 * @param split - true: ES modules, what is imported dynamically stays outside; false: one script.
 * @returns files by name (`entry.js` first, `entry.css` where there is style) and the names loaded before any import().
 */
export async function bundle({ code, entry }, { split = false } = {}) {
  const { outputFiles, metafile } = await build({
    ...(code ? { stdin: { contents: code, resolveDir: HERE, loader: 'js' } } : { entryPoints: [fileURLToPath(new URL(`../../${entry}`, import.meta.url))] }),
    entryNames: 'entry',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: `${HERE}out`,
    format: split ? 'esm' : 'iife',
    splitting: split,
    target: 'es2022',
    platform: 'browser',
    conditions: ['@foothold/source', 'browser', 'module'],
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  const files = Object.fromEntries(outputFiles.map((file) => [basename(file.path), file.text]))
  const outputs = Object.fromEntries(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]))
  const initial = new Set()
  const visit = (name) => {
    if (initial.has(name) || !outputs[name]) return
    initial.add(name)
    for (const { kind, path } of outputs[name].imports) if (kind === 'import-statement') visit(basename(path))
  }
  visit('entry.js')
  return { files, initial: [...initial] }
}

/** Bytes as they are, with gzip -9 and with brotli 11; texts are compressed one by one, as a server would, and added up. */
export function sizeOf(texts) {
  const total = { min: 0, gzip: 0, brotli: 0 }
  for (const text of texts) {
    if (!text) continue
    const bytes = Buffer.from(text)
    total.min += bytes.length
    total.gzip += gzipSync(bytes, { level: 9 }).length
    total.brotli += brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length
  }
  return total
}
