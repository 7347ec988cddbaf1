// Owns the questions that are answered by a fold over a project's events. It must not know what is folded, or SQL.
import { countActivity } from '../../fold/activity.ts'
import { countFunnel } from '../../fold/funnel.ts'
import { countRetention } from '../../fold/retention.ts'
import { EMPTY_SOURCE, type Source } from '../../fold/source.ts'
import type { EventQuery } from '../event-query.ts'
import type { Session } from './session.ts'
import { openSource } from './source.ts'

type Counted = 'funnel' | 'retention' | 'activity'
type FoldQuestions = { [Name in Counted]: (session: Session, ...question: Parameters<EventQuery[Name]>) => ReturnType<EventQuery[Name]> }

const fold =
  <Question, Answer>(count: (source: Source, question: Question) => Promise<Answer>) =>
  async (session: Session, project: string, question: Question): Promise<Answer> =>
    count((await openSource(session, project)) ?? EMPTY_SOURCE, question)

/** By name of the question. */
export const FOLD_QUESTIONS: FoldQuestions = { funnel: fold(countFunnel), retention: fold(countRetention), activity: fold(countActivity) }
