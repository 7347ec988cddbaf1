// Owns how strictly people must prove who they are, with the coverage that says when to be stricter.
import type { IdentityMode, IdentitySettings } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { tellError } from '../api.ts'
import { useApp } from '../app-context.ts'
import { formatCount } from '../format.ts'
import { Card } from '../part/page.tsx'
import { Segmented } from '../part/segmented.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { useQuery } from '../use-query.ts'

const MODES: { value: IdentityMode; label: string }[] = [
  { value: 'off', label: 'Off' },
  { value: 'observe', label: 'Observe' },
  { value: 'enforce', label: 'Enforce' },
]
const MEANING: Record<IdentityMode, string> = {
  off: 'Nobody proves anything: whoever has the write key may say to be anybody.',
  observe: 'Proofs are checked and counted below; nobody is refused.',
  enforce: 'Who is identified must prove it. Anonymous visitors need no proof.',
}

function Coverage({ coverage }: Pick<IdentitySettings, 'coverage'>): JSX.Element {
  if (!coverage.length) return <p class="quiet">No request of an identified person was counted yet.</p>
  return (
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          <th scope="col" class="numeric">
            Verified
          </th>
          <th scope="col" class="numeric">
            Missing
          </th>
          <th scope="col" class="numeric">
            Invalid
          </th>
          <th scope="col" class="numeric">
            Coverage
          </th>
        </tr>
      </thead>
      <tbody>
        {coverage.toReversed().map(({ day, verified, missing, invalid }) => (
          <tr key={day}>
            <th scope="row">{day}</th>
            <td class="numeric">{formatCount(verified)}</td>
            <td class="numeric">{formatCount(missing)}</td>
            <td class="numeric">{formatCount(invalid)}</td>
            {/* never rounded up to all of them */}
            <td class="numeric">{Math.floor((verified * 1000) / Math.max(1, verified + missing + invalid)) / 10} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The mode, what it means, and what it would refuse. */
export function IdentityCard(): JSX.Element {
  const { api, notify } = useApp()
  const query = useQuery('identity', (signal) => api.identity(signal))
  const [busy, setBusy] = useState(false)
  const set = async (mode: IdentityMode): Promise<void> => {
    if (busy || mode === query.data?.mode) return
    setBusy(true)
    try {
      await api.setIdentity(mode)
      notify({ text: `Identity: ${mode}.` })
    } catch (error) {
      notify({ text: `Nothing was changed. ${tellError(error)}`, tone: 'bad' })
    }
    setBusy(false)
    query.reload()
  }
  return (
    <Card title="Identity" note="A token from your server proves who is signed in. Observe first, enforce when nearly everybody is verified.">
      <Loaded query={query} skeleton={<Skeleton rows={3} />}>
        {({ mode, coverage }) => (
          <div class="stack">
            <Segmented label="How strictly identity is checked" options={MODES} value={mode} onChange={(next) => void set(next)} />
            <p>{MEANING[mode]}</p>
            {mode !== 'off' && (
              <div class="scroll">
                <Coverage coverage={coverage} />
              </div>
            )}
          </div>
        )}
      </Loaded>
    </Card>
  )
}
