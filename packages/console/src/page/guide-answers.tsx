// Owns how a guide's page shows what people answered and followed.
import type { GuideDetail } from '@foothold/protocol'
import type { JSX } from 'preact'
import { formatCount, formatPlural, toPlainTitle } from '../format.ts'
import { Card } from '../part/page.tsx'
import { Ago } from '../part/time.tsx'

interface Row {
  key: string | number
  label: string
  people: number
}

/** Bars of people; the longest is a whole one. */
function Bars({ rows, label }: { rows: readonly Row[]; label: string }): JSX.Element {
  const most = Math.max(1, ...rows.map(({ people }) => people))
  return (
    <table class="plain-table answer-bars" aria-label={label}>
      <tbody>
        {rows.map(({ key, label: name, people }) => (
          <tr key={key}>
            <th scope="row">{toPlainTitle(name)}</th>
            <td class="bar">
              <meter min={0} max={most} value={people} aria-hidden="true" />
            </td>
            <td class="numeric">{formatCount(people)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** One card a question: how many gave which answer. */
export function Answers({ guide }: { guide: GuideDetail }): JSX.Element {
  return (
    <>
      {guide.questions.map((question) => (
        <Card
          key={question.key}
          title={toPlainTitle(question.title)}
          note={`${question.key} · ${question.ask} · ${formatPlural(question.people, 'person', 'people')} answered${question.skipped ? `, ${formatCount(question.skipped)} skipped` : ''}`}
        >
          {question.values.length > 0 && (
            <Bars label="People by answer" rows={question.values.map(({ value, label, people }) => ({ key: value, label, people }))} />
          )}
          {question.words.length > 0 && (
            <ul class="answer-words">
              {question.words.map(({ at, text }) => (
                <li key={at}>
                  <q>{text}</q> <Ago at={at} />
                </li>
              ))}
            </ul>
          )}
          {question.values.length === 0 && question.words.length === 0 && <p class="quiet">No answers yet.</p>}
        </Card>
      ))}
    </>
  )
}

/** Which entries people followed. */
export function Entries({ guide }: { guide: GuideDetail }): JSX.Element | null {
  if (!guide.entries.length) return null
  return (
    <Card title="Entries" note="People who followed each entry.">
      <Bars label="People by entry" rows={guide.entries.map(({ key, title, people }) => ({ key, label: title, people }))} />
    </Card>
  )
}
