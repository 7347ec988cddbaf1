// Owns the flags of `foothold serve`, made from the table of settings. It must not know what becomes of their values.
import { describeSetting, SETTINGS, type Setting } from '@foothold/protocol/schema'
import { Option, type Command } from 'commander'
import { toFlag } from './name.ts'

/** Adds a flag for each setting. Values stay texts: they are checked where those of file and environment are. */
export function addSettings(command: Command): Command {
  for (const [name, setting] of Object.entries(SETTINGS)) command.addOption(toOption(name, setting))
  return command
}

/** As it stands in help and page: `--port <number>`. */
export function toFlags(name: string, setting: Setting): string {
  const words = { whole: 'number', duration: 'time', flag: undefined }
  const word =
    'word' in setting && setting.word ? setting.word : setting.kind === 'choice' ? setting.words.join('|') : words[setting.kind as keyof typeof words]
  return word === undefined ? toFlag(name) : `${toFlag(name)} <${word}${setting.kind === 'list' ? '...' : ''}>`
}

function toOption(name: string, setting: Setting): Option {
  return new Option(toFlags(name, setting), describeSetting(setting)).helpGroup(`${setting.group}:`)
}
