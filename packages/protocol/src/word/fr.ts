// Owns the words of ours in French. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const fr: Words = {
  next: 'Suivant',
  back: 'Retour',
  done: 'Terminé',
  gotIt: 'Compris',
  continue: 'Continuer',
  close: 'Fermer',
  notNow: 'Pas maintenant',
  minimise: 'Réduire',
  toDo: 'À faire',
  count: '{n} sur {m}',
  countDone: '{n} sur {m} terminées',
}
