// Owns the settings of this process: reads the configuration file and the environment, and ends the command where something is
// wrong, with a line for each thing. It must not know what the settings are for.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse, settingsSchema } from '@foothold/protocol/schema'
import { CliError } from '../fail.ts'
import { resolveSettings, type Resolved } from './resolve.ts'

/** Looked for in the working directory. */
const DEFAULT_FILE = 'foothold.config.json'
/** Starting again will not help. */
const EX_CONFIG = 78

/**
 * Loads the settings.
 *
 * @param flags - those that were given, by name of the setting; `config` names the file.
 * @throws {CliError} `setting_invalid`
 */
export async function loadSettings({ config, ...flags }: Readonly<Record<string, unknown>>): Promise<Resolved> {
  const named = (config as string | undefined) ?? (process.env['FOOTHOLD_CONFIG'] || undefined)
  const fileName = named ?? DEFAULT_FILE
  const file = await readConfig(fileName, named !== undefined)
  const resolved = resolveSettings({ flags, environment: process.env, file, fileName })
  if (!resolved.ok) throw refuse(resolved.problems)
  return resolved.value
}

/** @returns what is in it, paths made absolute; nothing where there is none and nobody asked for one. */
async function readConfig(file: string, wanted: boolean): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !wanted) return {}
    throw refuse([`${file} cannot be read (${code}).`])
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refuse([`${file} is not valid JSON (${(error as Error).message}).`])
  }
  const result = parse(settingsSchema, value)
  if (!result.ok) throw refuse(result.issues.map(({ pointer, detail }) => `${file}${pointer ? ` at ${pointer}` : ''}: ${detail}`))
  const { $schema: _, ...settings } = result.value
  // a path in a file is meant from where the file is
  for (const name of ['data', 'stateUrl']) {
    const path = settings[name]
    if (typeof path === 'string' && !/^[a-z]{2,}:/i.test(path)) settings[name] = resolve(dirname(file), path)
  }
  return settings
}

/** Prints each problem; the error itself has nothing to add. */
function refuse(problems: readonly string[]): CliError {
  for (const problem of problems) process.stderr.write(`setting_invalid: ${problem.replaceAll(/\s+/g, ' ')}\n`)
  return new CliError('', { code: 'setting_invalid', exitCode: EX_CONFIG })
}
