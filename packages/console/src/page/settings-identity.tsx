// Owns how strictly people must prove who they are, with the coverage that says when to be stricter.
import type { IdentityMode, IdentitySettings } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { tellError } from '../api.ts'
import { useApp } from '../app-context.ts'
import { formatCount } from '../format.ts'
import { Card } from '../part/page.tsx'
import { PlainTable } from '../part/plain-table.tsx'
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
    <PlainTable
      rows={coverage.toReversed()}
      keyOf={({ day }) => day}
      columns={[
        { label: 'Day (UTC)', cell: ({ day }) => day },
        { label: 'Verified', numeric: true, cell: ({ verified }) => formatCount(verified) },
        { label: 'Missing', numeric: true, cell: ({ missing }) => formatCount(missing) },
        { label: 'Invalid', numeric: true, cell: ({ invalid }) => formatCount(invalid) },
        {
          label: 'Coverage',
          numeric: true,
          // never rounded up to all of them
          cell: ({ verified, missing, invalid }) => `${Math.floor((verified * 1000) / Math.max(1, verified + missing + invalid)) / 10} %`,
        },
      ]}
    />
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
