// Owns what a survey is made of. It must not know when it is fetched.
import { createSurvey } from '../../guide/showing/survey.ts'
import { CORNER_STYLE } from '../corner.css.ts'
import { FIELD_STYLE } from '../field.css.ts'
import type { Kind } from '../kind.ts'
import { SURVEY_STYLE } from './survey.css.ts'
import { Survey } from './survey.tsx'

export const SURVEY_KIND: Kind = { create: createSurvey, Draw: Survey, style: CORNER_STYLE + FIELD_STYLE + SURVEY_STYLE }
