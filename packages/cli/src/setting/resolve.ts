// Owns which value each setting has: flag before environment before configuration file before default, all checked alike. It
// must not read files or the environment by itself.
import { toMs } from '@foothold/protocol'
import { SETTINGS, type Setting, type SettingName, type Settings } from '@foothold/protocol/schema'
import { nearestWord } from './nearest-word.ts'
import { toFlag, toVariable } from './name.ts'

/** What was said where. Values of a file are checked against its schema already. */
export interface Said {
  flags: Readonly<Record<string, unknown>>
  environment: Readonly<Record<string, string | undefined>>
  file: Readonly<Record<string, unknown>>
  /** Path of the file, as it is told. */
  fileName: string | undefined
}

/** A value as it is written. */
type Raw = string | number | boolean | readonly string[] | undefined

/** All settings, and where each comes from: `default`, a file, a variable or a flag. */
export interface Resolved {
  settings: Settings
  sources: Readonly<Record<SettingName, string>>
  /** Values as somebody would write them; secrets are masked. */
  shown: Readonly<Record<SettingName, string>>
}

/**
 * Resolves all settings.
 *
 * @returns everything that is wrong, a line each, where anything is.
 */
export function resolveSettings(said: Said): { ok: true; value: Resolved } | { ok: false; problems: string[] } {
  const problems: string[] = []
  const settings: Record<string, unknown> = {}
  const sources: Record<string, string> = {}
  const shown: Record<string, string> = {}
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const { raw, source } = find(name, setting, said)
    const { value, problem } = toValue(setting, raw)
    if (problem) problems.push(`${source}: ${problem}`)
    settings[name] = value
    sources[name] = source
    shown[name] = show(setting, raw)
  }
  if (problems.length) return { ok: false, problems }
  return { ok: true, value: { settings, sources, shown } as unknown as Resolved }
}

function find(name: string, setting: Setting, { flags, environment, file, fileName }: Said): { raw: Raw; source: string } {
  if (flags[name] !== undefined) return { raw: flags[name] as Raw, source: toFlag(name) }
  const variable = environment[toVariable(name)]
  // Kubernetes sets FOOTHOLD_PORT to tcp://10.0.0.1:4600 where a service is called foothold
  if (variable !== undefined && variable !== '' && !(setting.kind === 'whole' && variable.startsWith('tcp://')))
    return { raw: setting.kind === 'list' ? variable.split(/[\s,]+/).filter(Boolean) : variable, source: toVariable(name) }
  if (Object.hasOwn(file, name)) return { raw: file[name] as Raw, source: fileName! }
  return { raw: setting.default, source: 'default' }
}

function toValue(setting: Setting, raw: Raw): { value?: unknown; problem?: string } {
  if (raw === undefined) return { value: undefined }
  switch (setting.kind) {
    case 'whole': {
      const value = typeof raw === 'number' ? raw : /^\d{1,15}$/.test(String(raw)) ? Number(raw) : NaN
      return value >= setting.least && value <= setting.most
        ? { value }
        : { problem: `Expected a whole number from ${setting.least} to ${setting.most}, found ${quote(raw)}.` }
    }
    case 'duration': {
      const value = toMs(raw)
      if (value === undefined) return { problem: `Expected a time such as 800ms, 10s, 5m, 2h or 90d, found ${quote(raw)}.` }
      return value <= setting.mostMs ? { value } : { problem: `Expected at most ${setting.mostMs / 1000}s, found ${quote(raw)}.` }
    }
    case 'choice': {
      if (setting.words.includes(String(raw))) return { value: raw }
      return { problem: `Expected one of ${setting.words.join(', ')}, found ${quote(raw)}${nearestWord(String(raw), setting.words)}` }
    }
    case 'flag':
      if (raw === true || raw === 'true' || raw === '1') return { value: true }
      if (raw === false || raw === 'false' || raw === '0') return { value: false }
      return { problem: `Expected true or false, found ${quote(raw)}.` }
    case 'list':
    case 'text':
      return { value: raw }
  }
}

const quote = (raw: Raw): string => JSON.stringify(String(raw).slice(0, 100))

function show(setting: Setting, raw: Raw): string {
  if (raw === undefined) return '(none)'
  if ('secret' in setting) return mask(String(raw))
  return Array.isArray(raw) ? raw.join(' ') || '(none)' : String(raw)
}

/** Keeps of an address what says where it leads. */
function mask(text: string): string {
  if (!URL.canParse(text)) return '********'
  const url = new URL(text)
  // a password with a letter that should have been percent-encoded is cut elsewhere than it was meant
  if (text.includes('@') && !url.username) return '********'
  if (url.password) url.password = '********'
  // a password may also stand among the parameters
  url.search = url.search && '?********'
  return url.href
}
