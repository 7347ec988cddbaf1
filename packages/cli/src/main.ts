// Owns the words of the command line. What a command does is in command/, loaded when it is asked for.
import { readFileSync } from 'node:fs'
import { KEY_KINDS, KEY_SCOPES } from '@foothold/protocol'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { ExportEventsOptions } from './command/export-events.ts'
import type { SimulateOptions } from './command/simulate.ts'
import { toFailure } from './fail.ts'
import type { TemplateName } from './template/templates.ts'
import { ROW_FORMATS } from './import/formats.ts'
import { addSettings } from './setting/options.ts'

const FOLDER = 'foothold'

/**
 * Runs one command; ends the process' exit code, not the process, so that what was printed gets out.
 *
 * @param argv - as `process.argv`.
 * @throws never
 */
export async function main(argv: readonly string[]): Promise<void> {
  // `foothold events | head` is no error
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  try {
    await program().parseAsync(argv)
  } catch (error) {
    const { line, exitCode } = toFailure(error)
    if (line) process.stderr.write(`${line}\n`)
    process.exitCode = exitCode
  }
}

function program(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  const foothold = new Command('foothold')
    .description('Guides and the adoption model as files: write, check, publish, serve.')
    .version(version)
    .showHelpAfterError('(foothold --help lists every command)')

  foothold.hook('preAction', async () => {
    if (!Object.keys(process.env).some((name) => name.startsWith('FOOTHOLD_'))) return
    const { unknownVariables } = await import('./setting/unknown-variables.ts')
    for (const line of unknownVariables(process.env)) process.stderr.write(`${line}\n`)
  })

  foothold
    .command('init')
    .description('write a first guides folder; overwrites nothing')
    .argument('[folder]', 'where to', FOLDER)
    .addOption(new Option('--template <name>', 'a whole model to begin with').choices(['starter', 'saas', 'crm']).default('starter'))
    .action(async (folder: string, { template }: { template: TemplateName }) => (await import('./command/init.ts')).init(folder, template))

  foothold
    .command('validate')
    .description('check a guides folder: everything that is wrong, with place and mend')
    .argument('[folder]', 'guides folder', FOLDER)
    .option('--json', 'print one JSON object: { ok, errors: [{ code, file, line, column, … }] }')
    .option('--strict', 'treat warnings as errors')
    .option('--against [address]', 'hold names of events and traits against what this collector has seen; alone: the one publish would use')
    .option('--key <key>', 'admin key of that collector')
    .action(async (folder: string, options: object) => (await import('./command/validate.ts')).validate(folder, options))

  withAccess(foothold.command('publish'))
    .description('check a guides folder and make it live')
    .argument('[folder]', 'guides folder', FOLDER)
    .option('--note <text>', 'kept with the version')
    .action(async (folder: string, options: object) => (await import('./command/publish.ts')).publish(folder, options))

  addSettings(foothold.command('serve'))
    .description('run the collector with its console')
    .option('--config <file>', 'settings as JSON (default: foothold.config.json, where there is one)')
    .option('--print-config', 'print the settings with where each comes from, and end')
    .option('--new-admin-key', 'make another admin key where credentials.json is gone')
    .action(async (options: object) => (await import('./command/serve.ts')).serve({ ...options, version }))

  withData(foothold.command('rebuild'))
    .description('make what numbers are answered from anew from the event log')
    .action(async (options: object) => (await import('./command/rebuild.ts')).rebuild(options))

  withData(foothold.command('backup'))
    .description('copy everything that is kept, while the collector works')
    .requiredOption('--to <folder>', 'folder of the backups; each gets a folder of its own in it')
    .option('--keep <number>', 'delete the oldest beyond so many', whole(1, 100_000))
    .option('--json', 'print one JSON object')
    .action(async (options: { to: string }) => (await import('./command/backup.ts')).backup(options))

  withData(foothold.command('restore'))
    .description('bring a backup back into an empty data folder')
    .argument('<backup>', 'a backup, or a folder of backups for the newest of them')
    .option('--verify', 'only look whether it is whole')
    .option('--erasures <folders...>', 'data folders or backups that know who was erased later, beside the other backups there')
    .option('--json', 'print one JSON object')
    .action(async (from: string, options: object) => (await import('./command/backup.ts')).restore(from, options))

  withData(foothold.command('migrate'))
    .description('bring the tables of a data folder up to date')
    .option('--dry-run', 'say what would be done')
    .action(async (options: object) => (await import('./command/migrate.ts')).migrate(options))

  foothold
    .command('move')
    .description('move people, keys and versions from the data folder into PostgreSQL')
    .option('--data <folder>', 'data folder of a collector that is not running (default: as serve)')
    .option('--config <file>', 'settings as JSON (default: foothold.config.json)')
    .addOption(new Option('--to <address>', 'postgres://user:password@host:5432/database, which is empty').env('FOOTHOLD_STATE_URL').makeOptionMandatory())
    .action(async (options: { to: string }) => (await import('./command/move.ts')).moveStateTo(options))

  withAccess(foothold.command('events'))
    .description('print what has just happened')
    .option('--follow', 'go on until Ctrl-C')
    .option('--json', 'one JSON object a line')
    .option('--limit <number>', 'how many, at most 200', whole(1, 200), 20)
    .action(async (options: { limit: number }) => (await import('./command/events.ts')).events(options))

  withAccess(foothold.command('explain'))
    .description('say why a person did, or did not, see a guide')
    .argument('<guide>', 'key of the guide')
    .requiredOption('--person <id>', 'user id, or anonymous id')
    .option('--at <instant>', 'ISO 8601 with an offset, or epoch milliseconds (default: now)')
    .option('--page <path>', 'path with query and hash (default: the last page that the person viewed)')
    .option('--json', 'print one JSON object')
    .action(async (guide: string, options: { person: string }) => (await import('./command/explain.ts')).explain(guide, options))

  withAccess(foothold.command('standing'))
    .description('say where everybody stands by the model, or one person or account')
    .option('--person <id>', 'user id, or anonymous id')
    .option('--account <id>', 'id of an account')
    .option('--json', 'print one JSON object')
    .action(async (options: object) => (await import('./command/standing.ts')).standing(options))

  const insight = withAccess(foothold.command('insight'))
    .description('ask one question of the numbers; alone it lists the questions, with a name and --help what can be asked')
    .argument('[name]', 'such as funnel, retention, engagement')
    .argument('[fields...]', 'the definition: --steps project.created,member.invited --within 7d')
    .option('--definition <file>', 'the definition as a JSON file; - for stdin')
    .option('--saved <key>', 'a saved query, instead of a name and a definition')
    .option('--format <format>', 'table, json or csv', 'table')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (name: string | undefined, fields: string[], options: { format: string }) =>
      (await import('./command/insight.ts')).insight(name, fields, options),
    )
  withAccess(insight.command('lift'))
    .description('say what a guide has changed: those who were to see it against those held out')
    .helpOption('-h, --help', 'say what can be asked')
    .argument('<guide>', 'key of the guide')
    .option('--effect <ratio>', 'smallest difference worth seeing (default: 0.05, five points)')
    .option('--json', 'print one JSON object')
    // address and key are options of both commands: the outer one takes them
    .action(async (guide: string, _: object, command: Command) => (await import('./command/lift.ts')).lift(guide, command.optsWithGlobals()))

  const queries = foothold.command('queries').description('list, save and remove questions of the numbers')
  withAccess(queries.command('list'))
    .description('one line a query')
    .option('--json', 'print one JSON list')
    .action(async (options: object) => (await import('./command/queries.ts')).listQueries(options))
  withAccess(queries.command('save'))
    .description('save a question that can be answered, in the place of one with the same key')
    .argument('<key>', 'a-z, 0-9 and single hyphens')
    .argument('<insight>', 'such as funnel, retention, engagement')
    .argument('[fields...]', 'the definition: --steps project.created,member.invited --within 7d')
    .option('--name <text>', 'shown in lists (default: the key)')
    .option('--definition <file>', 'the definition as a JSON file; - for stdin')
    .option('--json', 'print one JSON object')
    .allowUnknownOption()
    .action(async (key: string, insight: string, fields: string[], options: object) =>
      (await import('./command/queries.ts')).saveQuery(key, insight, fields, options),
    )
  withAccess(queries.command('remove'))
    .description('remove a saved query')
    .argument('<key>', 'from the list')
    .option('--json', 'print one JSON object')
    .action(async (key: string, options: object) => (await import('./command/queries.ts')).removeQuery(key, options))

  withAccess(foothold.command('import'))
    .description('take in history from a file: events of any age, each once')
    .argument('<file>', 'NDJSON or CSV, also .gz, .br, .zst; - for stdin')
    .addOption(new Option('--format <format>', 'of the rows (default: by the name of the file)').choices(ROW_FORMATS))
    .option('--encoding <name>', 'of the file: windows-1252, utf-16le … (default: utf-8)')
    .option('--map <part=column...>', 'which column a part of the event comes from: userId=user_id properties.plan=plan')
    .option('--set <part=value...>', 'a part that is the same in every event: event=order.created')
    .option('--only-mapped', 'leave out columns that nothing takes (default: they become properties, or traits)')
    .option('--dry-run', 'send nothing: show what the rows would become')
    .option('--from-start', 'begin anew where an earlier import was ended before its end')
    .option('--refused <file>', 'write what is refused there, one JSON object a line')
    .action(async (file: string, options: object) => (await import('./command/import.ts')).importFile(file, options))

  withAccess(foothold.command('simulate'))
    .description('make up months of a product with people, accounts and guides whose effects are known')
    .addOption(new Option('--template <name>', 'which product').choices(['saas', 'crm']).default('saas'))
    .option('--people <number>', 'people who are invited over the time', whole(1, 999_999), 1000)
    .option('--days <number>', 'days up to the last one', whole(1, 3650), 120)
    .option('--seed <number>', 'another seed makes other people', whole(0, 999_999), 1)
    .option('--until <instant>', 'end of the last day, ISO 8601 (default: now)')
    .option('--out <file>', 'write NDJSON, - for stdout (default: send to the collector)')
    .option('--yes', 'also where the project has events already')
    .action(async (options: SimulateOptions) => (await import('./command/simulate.ts')).runSimulation(options))

  const people = foothold.command('people').description('tell the collector of people')
  withAccess(people.command('import'))
    .description('tell of people who were invited, from a CSV or NDJSON file; whoever is known is not told of again')
    .argument('<file>', 'one person a row, with a column such as userId or email; - for stdin')
    .option('--map <parts...>', 'where parts come from: userId=E-Mail groupId=Company traits.role=Role')
    .option('--encoding <name>', 'of the file: windows-1252, utf-16le … (default: utf-8)')
    .option('--dry-run', 'print the people, send nothing')
    .action(async (file: string, options: object) => (await import('./command/people.ts')).importPeople(file, options))

  withAccess(foothold.command('export'))
    .description('write everything that is kept of a person, or all events, one JSON object a line')
    .option('--person <id>', 'user id, or anonymous id (default: all events)')
    .option('--out <file>', 'a new file that only you can read (default: stdout)')
    .option('--after <position>', 'all events behind this position', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--resume', 'go on with the file of all events where it ends')
    .action(async (options: ExportEventsOptions & { person?: string }) =>
      options.person === undefined
        ? (await import('./command/export-events.ts')).exportEvents(options)
        : (await import('./command/person.ts')).exportPerson({ ...options, person: options.person }),
    )

  withAccess(foothold.command('erase'))
    .description('erase a person for ever')
    .requiredOption('--person <id>', 'user id, or anonymous id')
    .option('--yes', 'really')
    .option('--json', 'print one JSON object')
    .action(async (options: { person: string }) => (await import('./command/person.ts')).erasePerson(options))

  const keys = foothold.command('keys').description('list, make, replace and revoke the keys of a project')
  withAccess(keys.command('list'))
    .description('one line a key')
    .option('--json', 'print one JSON list')
    .action(async (options: object) => (await import('./command/keys.ts')).listKeys(options))
  withAccess(keys.command('create'))
    .description('make a key; a secret is shown this once')
    .addArgument(new Argument('<kind>', 'what it is for').choices(KEY_KINDS))
    .option('--name <text>', 'shown in lists')
    .option('--scopes <scopes...>', `what an admin key may do: ${KEY_SCOPES.join(', ')} (default: all)`)
    .option('--origins <origins...>', 'pages that may use a write key, such as https://app.example.com (default: any)')
    .option('--expires <instant>', 'ISO 8601 (default: never)')
    .option('--json', 'print one JSON object')
    .action(async (kind: string, options: object) => (await import('./command/keys.ts')).createKey(kind, options))
  withAccess(keys.command('rotate'))
    .description('make a key that replaces another; both work for a while')
    .argument('<id>', 'key_…, from the list')
    .option('--overlap <hours>', 'how long the old one goes on working', whole(0, 8760), 24)
    .option('--json', 'print one JSON object')
    .action(async (id: string, options: { overlap: number }) => (await import('./command/keys.ts')).rotateKey(id, options))
  withAccess(keys.command('revoke'))
    .description('end a key at once')
    .argument('<id>', 'key_…, from the list')
    .option('--json', 'print one JSON object')
    .action(async (id: string, options: object) => (await import('./command/keys.ts')).revokeKey(id, options))

  return foothold
}

function withAccess(command: Command): Command {
  return command
    .option('--url <address>', 'collector (default: FOOTHOLD_URL, .foothold/credentials.json, http://localhost:4600)')
    .option('--key <key>', 'admin key (default: FOOTHOLD_ADMIN_KEY, .foothold/credentials.json)')
}

function withData(command: Command): Command {
  return command
    .option('--data <folder>', 'data folder (default: as serve)')
    .option('--config <file>', 'settings as JSON (default: foothold.config.json)')
    .option('--state-url <address>', 'where people, keys and versions are (default: as serve)')
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : -1
    if (number < least || number > most) throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
    return number
  }
}
