// Owns the history of a git repository as events: an author is a person, a commit is an event, a top-level folder is a feature.
// It must not know a collector.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'

/** Fields of a commit's line, apart by a character that no e-mail address or name has. */
const FORMAT = '%x01%H%x1f%ae%x1f%an%x1f%at'
/** Folders that count as features: those that most commits touch. */
const FEATURES = 12

/**
 * Reads the commits of a repository, oldest first; merges are left out.
 *
 * @param options.salt - goes into the ids of people, which say nothing about their addresses without it.
 * @returns `{ id, author, bot, at, folders }`, `at` in epoch ms.
 * @throws {Error} where git cannot read the repository.
 */
export async function* readCommits(repository, { salt = '' } = {}) {
  const git = spawn(
    'git',
    ['-C', repository, '-c', 'core.quotePath=false', 'log', '--reverse', '--no-merges', '--name-only', '--no-renames', `--format=${FORMAT}`],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let told = ''
  git.stderr.on('data', (chunk) => (told += chunk))
  const ended = new Promise((resolve, reject) => {
    git.on('error', (error) => reject(new Error(`git cannot be run (${error.code}).`)))
    git.on('close', (code) => (code ? reject(new Error(`git cannot read ${repository}: ${told.trim()}`)) : resolve()))
  })
  ended.catch(() => {})
  let commit
  for await (const line of createInterface({ input: git.stdout, crlfDelay: Infinity })) {
    if (!line.startsWith('\x01')) {
      if (line && commit) commit.folders.add(line.includes('/') ? line.slice(0, line.indexOf('/')) : '(root)')
      continue
    }
    if (commit) yield finish(commit)
    const [id, mail, name, at] = line.slice(1).split('\x1f')
    const author = createHash('sha256')
      .update(salt + mail.toLowerCase())
      .digest('hex')
      .slice(0, 16)
    commit = { id, author, bot: /\[bot\]|dependabot|renovate|github-actions/i.test(name + mail), at: Number(at) * 1000, folders: new Set() }
  }
  if (commit) yield finish(commit)
  await ended
}
const finish = ({ folders, ...commit }) => ({ ...commit, folders: [...folders].sort((a, b) => (a < b ? -1 : 1)) })

/** Turns commits into Segment's events; ids come from the commits, so that the same history is the same events. */
export function* toEvents(commits) {
  const seen = new Set()
  for (const { id, author, bot, at, folders } of commits) {
    const about = { userId: author, timestamp: new Date(at).toISOString() }
    if (!seen.has(author)) {
      seen.add(author)
      yield { type: 'identify', messageId: `${id}-person`, ...about, traits: { bot, createdAt: about.timestamp } }
    }
    yield { type: 'track', messageId: id, ...about, event: 'commit', properties: { folders: folders.length } }
    for (const [i, folder] of folders.entries()) yield { type: 'track', messageId: `${id}-${i}`, ...about, event: 'folder.changed', properties: { folder } }
  }
}

/** Describes the repository as a product: its most used folders as features, and what it means to have arrived. */
export function toModel(commits) {
  const counts = new Map()
  for (const { folders } of commits) for (const folder of folders) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  const folders = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, FEATURES)
  const taken = new Set()
  return {
    features: folders.map(([folder]) => ({
      key: toKey(folder, taken),
      name: folder,
      usedWhen: [{ event: 'folder.changed', where: { folder: { is: folder } } }],
    })),
    segments: [{ key: 'people', name: 'People, not bots', when: { trait: 'bot', is: false } }],
    milestones: [
      { key: 'came-back', name: 'Second commit', when: { event: 'commit', count: { gte: 2 } }, deadline: '30d' },
      { key: 'regular', name: 'Five commits in 30 days', when: { event: 'commit', count: { gte: 5 }, within: '30d' }, deadline: '90d' },
    ],
    goals: [{ key: 'come-back', name: 'Half come back within 30 days', segment: 'people', metric: { milestone: 'came-back' }, target: 0.5, by: { day: 30 } }],
  }
}

function toKey(folder, taken) {
  const plain =
    folder
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'folder'
  let key = plain
  for (let n = 2; taken.has(key); n++) key = `${plain}-${n}`
  taken.add(key)
  return key
}
