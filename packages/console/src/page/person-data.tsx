// Owns what a person may ask for: everything that is kept of them as a file, and the end of it.
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { tellError } from '../api.ts'
import { useApp } from '../app-context.ts'
import { ConfirmDialog } from '../part/confirm-dialog.tsx'
import { Card } from '../part/page.tsx'
import { toPath } from '../router.ts'

/** How often is asked how far an erasing is, in ms. */
const EVERY_MS = 500

/** Export and erasing of one person. */
export function PersonData({ id, name }: { id: string; name: string }): JSX.Element {
  const { api, cache, notify, router } = useApp()
  const [asked, setAsked] = useState(false)
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState<'export' | 'erase'>()

  const save = async (): Promise<void> => {
    setBusy('export')
    try {
      const address = URL.createObjectURL(await api.exportPerson(id))
      const link = document.createElement('a')
      link.href = address
      link.download = 'person.ndjson'
      link.click()
      URL.revokeObjectURL(address)
    } catch (error) {
      notify({ text: `Nothing was exported. ${tellError(error)}`, tone: 'bad', action: { label: 'Retry', run: () => void save() } })
    }
    setBusy(undefined)
  }
  const erase = async (): Promise<void> => {
    setBusy('erase')
    try {
      let erasure = await api.erasePerson(id)
      while (erasure.status === 'running') {
        await new Promise((go) => setTimeout(go, EVERY_MS))
        erasure = await api.erasure(erasure.id)
      }
      cache.clear()
      notify({ text: `The person and ${erasure.events} events are gone.` })
      router.go(toPath({ page: 'people' }))
    } catch (error) {
      notify({ text: `Not erased. ${tellError(error)}`, tone: 'bad' })
      setBusy(undefined)
      setAsked(false)
    }
  }

  return (
    <Card title="Data of this person" note="What people have a right to: a copy of everything, and its end.">
      <div class="tags">
        <button type="button" class="button small" disabled={busy !== undefined} onClick={() => void save()}>
          {busy === 'export' ? 'Exporting…' : 'Export'}
        </button>
        <button type="button" class="button small danger" disabled={busy !== undefined} onClick={() => setAsked(true)}>
          Erase…
        </button>
      </div>
      {asked && (
        <ConfirmDialog
          title={`Erase ${name} for ever?`}
          confirm="Erase"
          busy={busy === 'erase' || typed !== id}
          busyLabel={busy === 'erase' ? 'Erasing…' : 'Erase'}
          onConfirm={() => void erase()}
          onCancel={() => busy === undefined && setAsked(false)}
        >
          <p>Every event, trait and milestone goes, in every file. Nothing more is taken of this person. There is no way back, but for a backup.</p>
          <label class="field">
            <span>
              Type <span class="mono strong">{id}</span> to confirm
            </span>
            <input class="input" autoComplete="off" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
          </label>
        </ConfirmDialog>
      )}
    </Card>
  )
}
