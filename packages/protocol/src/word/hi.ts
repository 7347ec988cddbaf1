// Owns the words of ours in Hindi. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const hi: Words = {
  next: 'आगे',
  back: 'पीछे',
  done: 'हो गया',
  gotIt: 'ठीक है',
  continue: 'जारी रखें',
  close: 'बंद करें',
  notNow: 'अभी नहीं',
  minimise: 'छोटा करें',
  toDo: 'बाकी है',
  count: '{m} में से {n}',
  countDone: '{m} में से {n} पूरे',
}
