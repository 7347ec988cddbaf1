// Owns `foothold standing`: where a person, an account or everybody stands, and how far the reckoning of new definitions is. The
// collector reckons; here it is only asked.
import type { AccountDetail, ModelAnswer, ModelBasisEntry, PersonDetail } from '@foothold/protocol'
import { toAccountText, toStandingText } from '@foothold/collector'
import { ask, findAccess, json } from '../admin-client.ts'
import { CliError } from '../fail.ts'
import { count } from '../import/preview.ts'
import { plain, say } from '../terminal.ts'

export interface StandingOptions {
  url?: string
  key?: string
  /** User id, or an anonymous id. */
  person?: string
  account?: string
  /** Print the answer as JSON. */
  json?: boolean
}

/** Says where somebody, or everybody, stands. @throws {CliError} */
export async function standing({ person, account, json: asJson, ...options }: StandingOptions): Promise<void> {
  if (person !== undefined && account !== undefined)
    throw new CliError('--person and --account are two questions: ask one of them, or none for everybody.', { code: 'option_invalid' })
  const access = await findAccess(options)
  const get = async <T>(path: string): Promise<T> => json<T>(await ask(access, `/admin/v1/${path}`))
  let text: string
  let answer: unknown
  if (person !== undefined) {
    const found = (await get<PersonDetail>(`people/${encodeURIComponent(person)}`)).standing
    ;[answer, text] = [found, toStandingText(found)]
  } else if (account !== undefined) {
    const found = (await get<AccountDetail>(`accounts/${encodeURIComponent(account)}`)).standing
    ;[answer, text] = [found, found ? toAccountText(found) : 'nothing of this account was reckoned yet']
  } else {
    const found = await get<ModelAnswer>('model')
    ;[answer, text] = [found, found.definitions.map(toText).join('\n') || 'no model is followed: publish a model.json']
  }
  // ids and words are written by others
  say(asJson ? JSON.stringify(answer) : text.split('\n').map(plain).join('\n'))
}

function toText({ version, since, until, progress, numbers }: ModelBasisEntry): string {
  const { done, total, finished } = progress
  const state = finished ? '' : `, ${total ? Math.floor((done / total) * 100) : 0} % reckoned (${count(done)} of ${count(total)} people)`
  const lines = [`${version} ${until === null ? `since ${since}` : `${since} until ${until}`}${state}`]
  if (!numbers) return lines[0]!
  const { people, late, levels, segments, stages, classes, maturities, accounts } = numbers
  const list = (name: string, parts: readonly string[]): void => void (parts.length && lines.push(`  ${name.padEnd(10)} ${parts.toSorted().join(', ')}`))
  list('people', [`${count(people)}, something is missed of ${count(late)}`])
  list(
    'classes',
    classes.map((one) => `${one.class} ${count(one.people)}`),
  )
  list(
    'maturity',
    maturities.map((one) => `${one.maturity} ${count(one.people)}`),
  )
  list(
    'stages',
    stages.map((one) => `${one.journey} ${one.stage} ${count(one.people)}`),
  )
  list(
    'levels',
    levels.map((one) => `${one.feature} ${one.level} ${count(one.people)}`),
  )
  list(
    'segments',
    segments.map((one) => `${one.segment} ${count(one.people)}`),
  )
  if (!accounts) return lines.join('\n')
  list('accounts', [`${count(accounts.accounts)}, ${count(accounts.stalled)} stand still`])
  list(
    '  classes',
    accounts.classes.map((one) => `${one.class} ${count(one.accounts)}`),
  )
  list(
    '  maturity',
    accounts.maturities.map((one) => `${one.maturity} ${count(one.accounts)}`),
  )
  list(
    '  stages',
    accounts.stages.map((one) => `${one.journey} ${one.stage} ${count(one.accounts)}`),
  )
  return lines.join('\n')
}
