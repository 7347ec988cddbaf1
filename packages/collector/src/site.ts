// Owns a folder of built files that is served as it is, each compressed once. It must not know routes or headers of a particular
// site.
import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Names of `Content-Encoding`, the better one first. */
export const ENCODINGS = ['br', 'gzip'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** One file, ready to be answered. */
export interface SiteFile {
  body: Uint8Array<ArrayBuffer>
  contentType: string
  /** Quoted, of the content. */
  etag: string
  /** False where compressing takes nothing off. */
  compressible: boolean
  /** Gives it compressed; made when it is first asked for, and kept. @returns `undefined` where that takes nothing off. */
  compressed(encoding: Encoding): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/**
 * Finds a file by its path below the site, without leading `/`.
 *
 * @returns `undefined` where there is none; the path may be anything.
 */
export type Site = (path: string) => Promise<SiteFile | undefined>

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain; charset=utf-8',
}

/** Types that are compressed by themselves. */
const PACKED: ReadonlySet<string> = new Set(['png', 'ico', 'woff2'].map((ending) => TYPES[ending]!))
/** Smaller ones fit into one packet as they are. */
const LEAST_BYTES = 1024
/** Up to this size the best is worth its time, about half a second; it is 3 s for half a megabyte. */
const BEST_BYTES = 256 * 1024

const compress: Record<Encoding, (body: Uint8Array) => Promise<Buffer>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: body.length <= BEST_BYTES ? constants.BROTLI_MAX_QUALITY : 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION }),
}

function toFile(body: Uint8Array<ArrayBuffer>, contentType: string): SiteFile {
  const compressible = body.length >= LEAST_BYTES && !PACKED.has(contentType)
  const made = new Map<Encoding, Promise<Uint8Array<ArrayBuffer> | undefined>>()
  const make = async (encoding: Encoding): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const small = await compress[encoding](body)
    return small.length < body.length ? new Uint8Array(small) : undefined
  }
  return {
    body,
    contentType,
    etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`,
    compressible,
    async compressed(encoding) {
      if (!compressible) return undefined
      let one = made.get(encoding)
      if (!one) made.set(encoding, (one = make(encoding)))
      return one
    },
  }
}

/** What a part of a path may be: no dot-file, no `..`, nothing that a file system reads in its own way. */
const PART = /^[A-Za-z0-9_@-][A-Za-z0-9._@-]*$/

/**
 * Creates a site of the files in a folder. Files are kept in memory until they change on the disk.
 *
 * @param directory - may be missing: then nothing is found.
 */
export function createSite(directory: string): Site {
  const kept = new Map<string, { stamp: string; file: SiteFile }>()
  return async (path) => {
    const parts = path.split('/')
    const contentType = TYPES[/\.([a-z0-9]+)$/.exec(path)?.[1] ?? '']
    if (!contentType || !parts.every((part) => PART.test(part))) return undefined
    try {
      const root = await realpath(directory)
      const real = await realpath(join(root, ...parts))
      // a link may lead out of the folder
      if (!real.startsWith(root + sep)) return undefined
      const { mtimeMs, size } = await stat(real)
      const stamp = `${mtimeMs} ${size}`
      const known = kept.get(real)
      if (known?.stamp === stamp) return known.file
      const file = toFile(new Uint8Array(await readFile(real)), contentType)
      kept.set(real, { stamp, file })
      return file
    } catch {
      // missing, a folder, or not readable: not found either way
      return undefined
    }
  }
}
