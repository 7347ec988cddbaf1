// Owns a folder of built files that is served as it is. It must not know routes or headers of a particular site.
import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** One file, ready to be answered. */
export interface SiteFile {
  body: Uint8Array<ArrayBuffer>
  contentType: string
  /** Quoted, of the content. */
  etag: string
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
      const body = new Uint8Array(await readFile(real))
      const file = { body, contentType, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` }
      kept.set(real, { stamp, file })
      return file
    } catch {
      // missing, a folder, or not readable: not found either way
      return undefined
    }
  }
}
