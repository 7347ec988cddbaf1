// Owns the words of ours in Spanish. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const es: Words = {
  next: 'Siguiente',
  back: 'Atrás',
  done: 'Listo',
  gotIt: 'Entendido',
  continue: 'Continuar',
  close: 'Cerrar',
  notNow: 'Ahora no',
  minimise: 'Minimizar',
  toDo: 'Pendiente',
  count: '{n} de {m}',
  countDone: '{n} de {m} completadas',
}
