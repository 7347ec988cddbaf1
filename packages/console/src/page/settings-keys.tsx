// Owns the keys of the project: what there is, making one, its origins, revoking it.
import type { CreatedKey, KeyEntry, KeyKind } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { tellError } from '../api.ts'
import { useApp } from '../app-context.ts'
import { ConfirmDialog } from '../part/confirm-dialog.tsx'
import { CopyButton } from '../part/copy-button.tsx'
import { DataTable, type Column } from '../part/data-table.tsx'
import { Card } from '../part/page.tsx'
import { Segmented } from '../part/segmented.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { Tag, type Tone } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { useQuery } from '../use-query.ts'

const KINDS: { value: KeyKind; label: string }[] = [
  { value: 'write', label: 'Write key' },
  { value: 'admin', label: 'Admin key' },
  { value: 'identity', label: 'Identity secret' },
]
const TONES: Record<KeyEntry['status'], Tone> = { active: 'good', expired: 'plain', revoked: 'plain' }
const kindLabel = (kind: KeyKind): string => KINDS.find(({ value }) => value === kind)?.label ?? kind
/** As people list things: lines, commas or blanks between. */
const toOrigins = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

type Asked = { revoke: KeyEntry } | { origins: KeyEntry } | 'create'

/** The keys, and what can be done with them. */
export function KeysCard(): JSX.Element {
  const { api, notify } = useApp()
  const query = useQuery('keys', (signal) => api.keys(signal))
  const [asked, setAsked] = useState<Asked>()
  const [created, setCreated] = useState<CreatedKey>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const [kind, setKind] = useState<KeyKind>('write')
  const [name, setName] = useState('')
  const [origins, setOrigins] = useState('')

  const run = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true)
    setFault(undefined)
    try {
      notify({ text: await work() })
      setAsked(undefined)
      query.reload()
    } catch (error) {
      setFault(`Nothing was changed. ${tellError(error)}`)
    }
    setBusy(false)
  }
  const create = (): Promise<void> =>
    run(async () => {
      setCreated(await api.createKey({ kind, name, ...(kind === 'write' && { origins: toOrigins(origins) }) }))
      return `${kindLabel(kind)} made.`
    })
  const open = (next: Asked): void => {
    setName('')
    setOrigins(typeof next === 'object' && 'origins' in next ? next.origins.origins.join('\n') : '')
    setFault(undefined)
    setAsked(next)
  }

  const columns: Column<KeyEntry>[] = [
    {
      key: 'name',
      label: 'Key',
      lead: true,
      cell: (key) => (
        <>
          <span class="strong">{key.name || kindLabel(key.kind)}</span> <Tag tone={TONES[key.status]}>{key.status}</Tag>
          <br />
          <span class="mono quiet">{key.key ?? key.id}</span>
        </>
      ),
    },
    { key: 'kind', label: 'Kind', cell: (key) => kindLabel(key.kind) },
    {
      key: 'may',
      label: 'May',
      wide: true,
      cell: (key) =>
        key.kind === 'write' ? (
          <span class={key.origins.length ? '' : 'quiet'}>{key.origins.join(', ') || 'any page'}</span>
        ) : (
          <span class={key.scopes.length ? '' : 'quiet'}>{key.scopes.join(', ') || 'sign tokens'}</span>
        ),
    },
    { key: 'used', label: 'Last used', cell: (key) => <Ago at={key.lastUsedAt} /> },
    {
      key: 'do',
      label: 'Change',
      numeric: true,
      cell: (key) =>
        key.status === 'active' && (
          <span class="tags end">
            {key.kind === 'write' && (
              <button type="button" class="button small" onClick={() => open({ origins: key })}>
                Origins…
              </button>
            )}
            <button type="button" class="button small" aria-label={`Revoke ${key.name || key.id}`} onClick={() => open({ revoke: key })}>
              Revoke…
            </button>
          </span>
        ),
    },
  ]
  const originsField = (
    <label class="field">
      <span>Pages that may use it, one origin a line; empty for any</span>
      <textarea
        class="input"
        rows={3}
        spellcheck={false}
        placeholder="https://app.example.com"
        value={origins}
        onInput={(event) => setOrigins(event.currentTarget.value)}
      />
    </label>
  )
  return (
    <>
      {created && (
        <Card title={created.kind === 'write' ? 'The new key' : 'The new secret: it is shown this once'} aside={<CopyButton text={created.key} />}>
          <pre class="code">
            <code>{created.key}</code>
          </pre>
        </Card>
      )}
      <Card
        title="Keys"
        note="Secrets are shown once, when they are made."
        aside={
          <button type="button" class="button small" onClick={() => open('create')}>
            New key…
          </button>
        }
        flush
      >
        <Loaded query={query} skeleton={<Skeleton rows={4} />}>
          {(keys) => <DataTable caption="Keys, newest first" columns={columns} rows={keys} rowKey={(key) => key.id} />}
        </Loaded>
      </Card>
      {asked === 'create' && (
        <ConfirmDialog
          title="New key"
          confirm="Make it"
          busy={busy}
          busyLabel="Making…"
          fault={fault}
          onConfirm={() => void create()}
          onCancel={() => setAsked(undefined)}
        >
          <div class="stack">
            <Segmented label="Kind of key" options={KINDS} value={kind} onChange={setKind} />
            <label class="field">
              <span>Name</span>
              <input class="input" value={name} maxLength={200} autoComplete="off" onInput={(event) => setName(event.currentTarget.value)} />
            </label>
            {kind === 'write' && originsField}
            {kind === 'admin' && <p class="quiet">It may do everything. For keys with fewer scopes: foothold keys create admin --scopes read</p>}
          </div>
        </ConfirmDialog>
      )}
      {typeof asked === 'object' && 'origins' in asked && (
        <ConfirmDialog
          title="Origins of the write key"
          confirm="Save"
          busy={busy}
          busyLabel="Saving…"
          fault={fault}
          onConfirm={() => void run(async () => `Origins: ${(await api.setOrigins(asked.origins.id, toOrigins(origins))).origins.join(', ') || 'any page'}.`)}
          onCancel={() => setAsked(undefined)}
        >
          {originsField}
        </ConfirmDialog>
      )}
      {typeof asked === 'object' && 'revoke' in asked && (
        <ConfirmDialog
          title={`Revoke ${asked.revoke.name || asked.revoke.id}?`}
          confirm="Revoke"
          busy={busy}
          busyLabel="Revoking…"
          fault={fault}
          onConfirm={() => void run(async () => `${(await api.revokeKey(asked.revoke.id)).id} does nothing any more.`)}
          onCancel={() => setAsked(undefined)}
        >
          <p>Whoever uses it is refused at once. It cannot be made active again.</p>
        </ConfirmDialog>
      )}
    </>
  )
}
