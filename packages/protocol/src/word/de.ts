// Owns the words of ours in German. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const de: Words = {
  next: 'Weiter',
  back: 'Zurück',
  done: 'Fertig',
  gotIt: 'Verstanden',
  continue: 'Fortfahren',
  close: 'Schließen',
  notNow: 'Jetzt nicht',
  minimise: 'Minimieren',
  toDo: 'Offen',
  count: '{n} von {m}',
  countDone: '{n} von {m} erledigt',
}
