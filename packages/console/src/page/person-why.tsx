// Owns the question why a person did, or did not, see a guide, and its answer as a tree. The question is in the address, so that
// an answer can be passed on.
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useApp, usePlace } from '../app-context.ts'
import type { Explanation, ReasonNode } from '../api.ts'
import { formatExact, toWords } from '../format.ts'
import { Card } from '../part/page.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { Ago } from '../part/time.tsx'
import { useQuery } from '../use-query.ts'

/** A result: its sign, its colour, and what a screen reader says. */
const RESULTS = {
  true: { sign: '✓', tone: 'good', said: 'Yes' },
  false: { sign: '✗', tone: 'bad', said: 'No' },
  undefined: { sign: '?', tone: 'warn', said: 'Cannot be told' },
} as const
const VERDICTS = { true: 'May be shown', false: 'Is not shown', undefined: 'Cannot be told from here' } as const
const nameOf = (result: boolean | undefined): keyof typeof RESULTS => String(result) as keyof typeof RESULTS

/** Writes an instant as a field for local time wants it; empty for what is none. */
export function toLocalField(iso: string): string {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return ''
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}

/** Reads a field of local time as an instant; empty where nothing was chosen. */
export function fromLocalField(value: string): string {
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString()
}

/** A result at the beginning of a line. */
function Sign({ result }: { result: boolean | undefined }): JSX.Element {
  const { sign, tone, said } = RESULTS[nameOf(result)]
  return (
    <span class={`why-sign ${tone}`}>
      <span aria-hidden="true">{sign}</span>
      <span class="sr-only">{said}: </span>
    </span>
  )
}

function Reason({ result, words, children }: ReasonNode): JSX.Element {
  return (
    <li>
      <div class="why-line">
        <Sign result={result} />
        <span>{words}</span>
      </div>
      {children && (
        <ul>
          {children.map((child, index) => (
            <Reason key={index} {...child} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** The answer: verdict, what it is about, and every gate. */
export function Reasons({ explanation }: { explanation: Explanation }): JSX.Element {
  const { show, at, gates, account, version, publishedAt, page } = explanation
  return (
    <div class="why-answer">
      <p class="why-verdict">
        <Sign result={show} />
        <strong>{VERDICTS[nameOf(show)]}</strong>
      </p>
      <p class="facts quiet small">
        <span>{formatExact(new Date(at).toISOString())}</span>
        {account !== null && <span>{account}</span>}
        <span>
          {page ? <span class="mono">{page.path}</span> : 'No page known'}
          {page?.viewedAt && (
            <>
              {' '}
              (last viewed, <Ago at={page.viewedAt} />)
            </>
          )}
        </span>
        <span>
          Version <span class="mono">{version.slice(0, 8)}</span>, published <Ago at={publishedAt} />
        </span>
      </p>
      <ul class="why-tree">
        {gates.map(({ gate, open, words, tree }) => (
          // an audience says by itself what its root says
          <Reason key={gate} {...(open === undefined ? {} : { result: open })} words={words} {...(tree ? { children: [tree] } : {})} />
        ))}
      </ul>
    </div>
  )
}

function Answer({ id, guide, at, page }: { id: string; guide: string; at: string; page: string }): JSX.Element {
  const { api } = useApp()
  const query = useQuery(`why/${JSON.stringify([id, guide, at, page])}`, (signal) => api.explain(id, { guide, at, page }, signal))
  return (
    <>
      {/* read out the verdict only; the tree is there to be walked through */}
      <p class="sr-only" role="status">
        {query.data && VERDICTS[nameOf(query.data.show)]}
      </p>
      <Loaded query={query} skeleton={<Skeleton rows={4} />}>
        {(explanation) => <Reasons explanation={explanation} />}
      </Loaded>
    </>
  )
}

/** Asks about a guide, an instant and a page. */
export function PersonWhy({ id }: { id: string }): JSX.Element {
  const { api, router } = useApp()
  const { search } = usePlace(router)
  const guides = useQuery('guides', (signal) => api.guides(signal))
  const asked = new URLSearchParams(search)
  const [guide, at, page] = [asked.get('why') ?? '', asked.get('at') ?? '', asked.get('page') ?? '']
  const ask = (event: Event): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const field = (name: string): string => {
      const value = form.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    router.refine({ why: field('guide'), at: fromLocalField(field('at')), page: field('page') })
  }
  const [chosen, setChosen] = useState(guide)
  useEffect(() => setChosen(guide), [guide])
  // what the address says is there before the list is
  const keys = [...new Set([...(guide ? [guide] : []), ...(guides.data ?? []).map(({ key }) => key)])].sort()
  return (
    <Card title="Why, or why not?" note="Whether a guide may be shown to this person, by everything that was known at an instant.">
      <form class="why-form" onSubmit={ask}>
        <div class="why-field">
          <label for="why-guide">Guide</label>
          <select id="why-guide" name="guide" required value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
            <option value="">Choose a guide</option>
            {keys.map((key) => (
              <option key={key} value={key}>
                {toWords(key)}
              </option>
            ))}
          </select>
        </div>
        <div class="why-field">
          <label for="why-at">When, in your time (default: now)</label>
          <input id="why-at" type="datetime-local" name="at" step="1" key={at} defaultValue={toLocalField(at)} />
        </div>
        <div class="why-field">
          <label for="why-page">Page</label>
          <input id="why-page" type="text" name="page" key={page} defaultValue={page} placeholder="The last one viewed" autoComplete="off" spellcheck={false} />
        </div>
        <button type="submit" class="button primary">
          Explain
        </button>
      </form>
      {guide && <Answer id={id} guide={guide} at={at} page={page} />}
    </Card>
  )
}
