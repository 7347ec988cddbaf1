// Owns the words of ours in Portuguese. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const pt: Words = {
  next: 'Próximo',
  back: 'Voltar',
  done: 'Concluído',
  gotIt: 'Entendi',
  continue: 'Continuar',
  close: 'Fechar',
  notNow: 'Agora não',
  minimise: 'Minimizar',
  toDo: 'A fazer',
  count: '{n} de {m}',
  countDone: '{n} de {m} concluídas',
}
