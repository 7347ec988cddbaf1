// Owns reading the pages: blocks, headings, links. It must not know what is done with them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url))

/** Everything that may stand after a fence. A block of any other kind would be run by nobody. */
export const KINDS = [
  'json guide',
  'json model',
  'json translation',
  'json condition',
  'json cases',
  'json checks',
  'json decisions',
  'json refused',
  'json answer',
  'ts',
  'ts run',
  'ts browser',
  'html page',
  'css',
  'sh',
  'sh clone',
  'text output',
  'text explanation',
] as const
export type Kind = (typeof KINDS)[number]

export interface Block {
  page: string
  /** From 1, of the fence. */
  line: number
  info: string
  text: string
  /** Place among the blocks of the page. */
  index: number
  /** The heading it stands under, of whatever level. */
  section: string
}

export interface Page {
  /** From the root of the repository. */
  path: string
  text: string
  blocks: Block[]
  /** As GitHub makes them of headings. */
  anchors: Set<string>
}

/** Benchmarks are written by `npm run bench`, decisions are history: neither shows how to do something. */
const NOT_OURS = new Set(['docs/benchmarks.md'])

/** Reads one page. */
export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const blocks: Block[] = []
  const anchors = new Set<string>()
  let open: Block | undefined
  let section = ''
  for (const [i, line] of text.split('\n').entries()) {
    const fence = /^\s*```(.*)$/.exec(line)
    if (fence && open) {
      blocks.push(open)
      open = undefined
    } else if (fence) open = { page: path, line: i + 1, info: fence[1]!.trim(), text: '', index: blocks.length, section }
    else if (open) open.text += `${line}\n`
    else {
      const heading = /^#+ (.+)$/.exec(line)?.[1]
      if (!heading) continue
      anchors.add(toAnchor(heading))
      section = heading
    }
  }
  if (open) throw new Error(`${path}:${open.line} is never closed.`)
  return { path, text, blocks, anchors }
}

const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

/** README, docs and the examples' own pages. */
export const PAGES: Page[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'examples/npm/README.md',
  'examples/git-history/README.md',
]
  .filter((path) => !NOT_OURS.has(path) && existsSync(join(ROOT, path)))
  .map(readPage)

export const page = (path: string): Page => PAGES.find((one) => one.path === path)!
export const blocksOf = (...kinds: Kind[]): Block[] => PAGES.flatMap(({ blocks }) => blocks).filter(({ info }) => (kinds as string[]).includes(info))
/** "docs/guides.md:12", as editors open it. */
export const placeOf = ({ page, line }: Block): string => `${page}:${line}`
