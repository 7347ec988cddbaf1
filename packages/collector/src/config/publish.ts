// Owns publishing: files become an immutable version, a version becomes live. It must not know HTTP.
import { LIMITS, type Bundle, type Issue, type PublishAnswer, type Rule, type SourceFile, type VersionEntry } from '@foothold/protocol'
import { compileRule, compileWhere, PatternError } from '@foothold/targeting'
import { CollectorError } from '../error.ts'
import type { ConfigVersion, VersionStore } from '../store/state-store.ts'
import { EMPTY_CONTENT, parseContent, toBundle, toContentText, toVersion, type Content } from './bundle.ts'
import { toCanonicalJson } from './canonical.ts'
import { loadFiles } from './load.ts'
import type { SeenNames } from './seen.ts'

/** Where and when something is published. */
export interface PublishTarget {
  versions: VersionStore
  project: string
  /** Epoch ms. */
  now: number
  /** @see checkFiles */
  seen?: SeenNames | undefined
}

const isError = ({ severity }: Issue): boolean => severity === 'error'

/**
 * Checks files as publishing would, without publishing.
 *
 * @param seen - names that the project's log has, where there is a project: others are told as a warning.
 * @returns content and issues; the content may be published where no issue is an error.
 * @throws never
 */
export function checkFiles(files: readonly SourceFile[], seen?: SeenNames): { content: Content; issues: Issue[]; ok: boolean } {
  const { guides, model, issues } = loadFiles(files, seen ? { seen } : {})
  const content = { guides, model }
  const fault = findBundleFault(content)
  // a pattern that cannot be compiled has been told with its place
  if (fault && (fault.code === 'limit_exceeded' || !issues.some(isError))) issues.push(fault)
  return { content, issues, ok: !issues.some(isError) }
}

/** All that a browser compiles when it asks. */
const rulesOf = ({ segments, milestones, flags, features, guides }: Bundle): Rule[] => [
  ...[...segments, ...milestones, ...flags].map(({ when }) => when),
  ...[...features.flatMap(({ person, account = [] }) => [...person, ...account]), ...guides.flatMap(({ arms = [] }) => arms)].map(([when]) => when),
  ...guides.flatMap(({ gates }) => gates.map(({ rule }) => rule)),
]

/** What keeps content from becoming a bundle. */
function findBundleFault(content: Content): Issue | undefined {
  const fault = (code: Issue['code'], detail: string): Issue => ({ code, severity: 'error', pointer: '', detail })
  try {
    const bundle = toBundle('', content)
    const bytes = Buffer.byteLength(JSON.stringify(bundle))
    // what could not run here would run nowhere, and stop whoever tries
    rulesOf(bundle).forEach(compileRule)
    for (const { where } of bundle.tallies) compileWhere(where)
    if (bytes <= LIMITS.bundleBytes) return undefined
    return fault('limit_exceeded', `All guides and the model together have ${bytes} bytes as a browser gets them; at most ${LIMITS.bundleBytes} are possible.`)
  } catch (error) {
    if (error instanceof RangeError) return fault('limit_exceeded', 'All guides and the model together are more than any browser could take.')
    if (!(error instanceof PatternError)) throw error
    return fault('invalid_value', `A "matches" cannot be compiled: ${error.message}`)
  }
}

/**
 * Publishes files: live at once.
 *
 * @param note - why, for the list of versions.
 * @throws {CollectorError} the code of the first error, with every issue, where the files have one.
 */
export async function publishFiles(files: SourceFile[], note: string | undefined, target: PublishTarget): Promise<PublishAnswer> {
  const { content, issues, ok } = checkFiles(files, target.seen)
  if (!ok) {
    const errors = issues.filter(isError)
    throw new CollectorError(
      errors[0]!.code,
      errors.length === 1 ? errors[0]!.detail : `${errors.length} errors in ${new Set(errors.map(({ file }) => file)).size} files; nothing was published.`,
      { issues },
    )
  }
  const text = toContentText(content)
  return publish({ version: toVersion(text), content: text, files, guides: content.guides.length }, note ?? null, issues, target)
}

/**
 * Makes an earlier version live again.
 *
 * @throws {CollectorError} `not_found` where this project has no such version.
 */
export async function publishVersion(version: string, target: PublishTarget): Promise<PublishAnswer> {
  const stored = await target.versions.get(target.project, version)
  if (!stored) throw new CollectorError('not_found', `There is no version "${version.slice(0, 40)}". See GET /admin/v1/versions.`)
  return publish(stored, `Rolled back to ${version}`, [], target)
}

/** Lists versions, newest publication first. */
export async function listVersions({ versions, project }: Omit<PublishTarget, 'now'>): Promise<VersionEntry[]> {
  return (await versions.list(project)).map((entry) => ({
    version: entry.version,
    publishedAt: new Date(entry.publishedAt).toISOString(),
    note: entry.note,
    guides: entry.guides,
    live: entry.live,
  }))
}

async function publish(version: ConfigVersion, note: string | null, issues: Issue[], { versions, project, now }: PublishTarget): Promise<PublishAnswer> {
  const live = await versions.live(project)
  const changed = live?.version !== version.version
  const before = live && (await versions.get(project, live.version))
  const difference = compare(before ? parseContent(before.content) : EMPTY_CONTENT, parseContent(version.content))
  if (changed) await versions.publish(project, version, { version: version.version, publishedAt: now, note })
  return { version: version.version, changed, publishedAt: new Date(changed ? now : live.publishedAt).toISOString(), ...difference, issues }
}

function compare(before: Content, after: Content): Pick<PublishAnswer, 'added' | 'updated' | 'removed'> {
  const texts = (content: Content): Map<string, string> => new Map(content.guides.map((guide) => [guide.key, toCanonicalJson(guide)]))
  const [old, now] = [texts(before), texts(after)]
  return {
    added: [...now.keys()].filter((key) => !old.has(key)),
    updated: [...now].filter(([key, text]) => old.has(key) && old.get(key) !== text).map(([key]) => key),
    removed: [...old.keys()].filter((key) => !now.has(key)),
  }
}
