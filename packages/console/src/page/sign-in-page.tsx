// Owns the sign-in: one field for the admin key, where to find it, why it was not taken.
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ConsoleError } from '../api.ts'
import { Icon, Mark } from '../part/icon.tsx'

/**
 * Says what is wrong with a key before it is sent, where that can be seen.
 *
 * @returns a sentence, or `undefined` where it may be right.
 */
export function judgeKey(key: string): string | undefined {
  if (key === '') return 'Paste the admin key first.'
  if (key.startsWith('fh_pub_')) return 'This is the write key of the SDK (fh_pub_…). The console needs the admin key, which begins with fh_adm_.'
  if (!/^[\x21-\x7e]+$/.test(key)) return 'There is a space or a special character in the key. Copy it again as a whole.'
  return undefined
}

function explain(error: ConsoleError): string {
  if (error.status === 401) return 'The collector does not know this key. Check that it was copied whole and belongs to this collector.'
  return error.message
}

/** The page without a key. */
export function SignInPage({ refused, onKey }: { refused: ConsoleError | undefined; onKey: (key: string) => Promise<void> }): JSX.Element {
  const [fault, setFault] = useState<string | undefined>(refused && `Please sign in again. ${explain(refused)}`)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    document.title = 'Sign in · Foothold'
    field.current?.focus()
  }, [])
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    // The whole link may be pasted as well.
    const typed = field.current?.value.trim() ?? ''
    const key = /#key=([^&\s]+)/.exec(typed)?.[1] ?? typed
    const wrong = judgeKey(key)
    setFault(wrong)
    if (wrong) return field.current?.focus()
    setBusy(true)
    try {
      await onKey(key)
    } catch (error) {
      setFault(error instanceof ConsoleError ? explain(error) : String(error))
      setBusy(false)
      field.current?.focus()
    }
  }
  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} noValidate>
        <Mark />
        <h1>Sign in to Foothold</h1>
        <p class="quiet">See who your guides reach and whether they help.</p>
        <label for="key">Admin key</label>
        <input
          id="key"
          ref={field}
          type="password"
          class="input mono"
          placeholder="fh_adm_…"
          autoComplete="off"
          spellcheck={false}
          aria-invalid={fault !== undefined}
          aria-describedby={fault ? 'key-fault key-help' : 'key-help'}
        />
        <p id="key-fault" class="fault" role="alert">
          {fault && (
            <>
              <Icon name="alert" />
              <span>{fault}</span>
            </>
          )}
        </p>
        <button type="submit" class="button primary wide" disabled={busy}>
          {busy ? 'Checking…' : 'Sign in'}
        </button>
        <div id="key-help" class="sign-in-help">
          <h2>Where is the key?</h2>
          <p>
            The collector prints a link to this console when it starts for the first time, at a terminal. It ends with <code>#key=fh_adm_…</code>. Open the
            link, or paste the link or the key here.
          </p>
          <p>
            Where it runs without a terminal, the key is <code>adminKey</code> in <code>credentials.json</code>, beside the data folder.
          </p>
          <p>The key stays in this tab and is forgotten when you close it.</p>
        </div>
      </form>
    </main>
  )
}
