// Owns `foothold init`: a first folder that is valid as it stands. It never overwrites anything.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { jsonSchemas } from '@foothold/protocol/schema'
import { CliError } from '../fail.ts'
import { say } from '../terminal.ts'
import { TEMPLATES, type TemplateName } from '../template/templates.ts'

/** Writes the first files of a guides folder. @param template - what is in them. @throws {CliError} `folder_not_writable` */
export async function init(folder: string, template: TemplateName): Promise<void> {
  const schemas = jsonSchemas()
  const files: [string, unknown][] = [
    ...Object.entries(TEMPLATES[template]),
    ['schema/guide.schema.json', schemas.guide],
    ['schema/model.schema.json', schemas.model],
  ]
  for (const [path, value] of files) {
    const written = await writeNew(join(folder, path), `${JSON.stringify(value, null, 2)}\n`)
    say(`${written ? 'wrote' : 'kept '} ${join(folder, path)}${written ? '' : ' (was there already)'}`)
  }
  const argument = relative(process.cwd(), folder) === 'foothold' ? '' : ` ${toWord(folder)}`
  say()
  say('Next:')
  const [first = ''] = Object.keys(TEMPLATES[template]).filter((path) => path !== 'model.json')
  say(`  1. Point "find" in ${join(folder, first)} at elements of your product, and name its events in ${join(folder, 'model.json')}.`)
  say(`  2. npx foothold validate${argument}`)
  say('  3. npx foothold serve            (a collector and console on http://localhost:4600)')
  say(`  4. npx foothold publish${argument}`)
}

/** A folder as one word of a shell, so that the next command can be copied. */
function toWord(folder: string): string {
  return /^[\w./][\w./-]*$/.test(folder) ? folder : `'${folder.startsWith('-') ? './' : ''}${folder.replaceAll("'", String.raw`'\''`)}'`
}

/** @returns false where the file was there already. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && !(error as NodeJS.ErrnoException).syscall?.startsWith('mkdir')) return false
    throw new CliError(`${file} cannot be written (${code}): choose another folder, or make this one writable.`, { code: 'folder_not_writable', cause: error })
  }
}
