// Owns the questions that are answered by a fold over a project's events. It must not know what is folded, or SQL.
import { countAccounts } from '../../fold/accounts.ts'
import { countActivity } from '../../fold/activity.ts'
import { countAdoption } from '../../fold/adoption.ts'
import { listAttempts } from '../../fold/attempts.ts'
import { countBehaviour } from '../../fold/behaviour.ts'
import { countDepth } from '../../fold/depth.ts'
import { findFirstAfter } from '../../fold/first-after.ts'
import { countFunnel } from '../../fold/funnel.ts'
import { countJourney } from '../../fold/journey.ts'
import { listLandmarks } from '../../fold/landmark.ts'
import { countRetention } from '../../fold/retention.ts'
import { countSessions } from '../../fold/sessions.ts'
import { EMPTY_SOURCE, type Source } from '../../fold/source.ts'
import { countValues } from '../../fold/values.ts'
import type { EventQuery } from '../event-query.ts'
import type { Session } from './session.ts'
import { openSource } from './source.ts'

type Counted =
  | 'funnel'
  | 'attempts'
  | 'firstAfter'
  | 'landmarks'
  | 'retention'
  | 'activity'
  | 'journey'
  | 'adoption'
  | 'depth'
  | 'sessions'
  | 'values'
  | 'accounts'
  | 'behaviour'
type FoldQuestions = { [Name in Counted]: (session: Session, ...question: Parameters<EventQuery[Name]>) => ReturnType<EventQuery[Name]> }

const fold =
  <Question, Answer>(count: (source: Source, question: Question) => Promise<Answer>) =>
  async (session: Session, project: string, question: Question): Promise<Answer> =>
    count((await openSource(session, project)) ?? EMPTY_SOURCE, question)

/** By name of the question. */
export const FOLD_QUESTIONS: FoldQuestions = {
  funnel: fold(countFunnel),
  attempts: fold(listAttempts),
  firstAfter: fold(findFirstAfter),
  landmarks: fold(listLandmarks),
  retention: fold(countRetention),
  activity: fold(countActivity),
  journey: fold(countJourney),
  adoption: fold(countAdoption),
  depth: fold(countDepth),
  sessions: fold(countSessions),
  values: fold(countValues),
  accounts: fold(countAccounts),
  behaviour: fold(countBehaviour),
}
