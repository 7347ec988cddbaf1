// Owns the settings as a table for the page of the command line, which a test holds to it. Pure.
import { SETTINGS } from '@foothold/protocol/schema'
import { toVariable } from './name.ts'
import { toFlags } from './options.ts'

/** The rows of Markdown, one a setting, with the head. */
export function toSettingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, setting]) => {
    const value = setting.default
    const shown =
      value === undefined || value === false || (Array.isArray(value) && !value.length)
        ? ''
        : typeof value === 'number'
          ? value.toLocaleString('en')
          : `\`${String(value)}\``
    return `| \`${toFlags(name, setting).replaceAll('|', String.raw`\|`)}\` | \`${name}\` | \`${toVariable(name)}\` | ${shown} | ${setting.text} |`
  })
  return ['| option | in the file | variable | default | does |', '|---|---|---|---|---|', ...rows, ''].join('\n')
}
