// Owns the words of ours in Russian. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const ru: Words = {
  next: 'Далее',
  back: 'Назад',
  done: 'Готово',
  gotIt: 'Понятно',
  continue: 'Продолжить',
  close: 'Закрыть',
  notNow: 'Не сейчас',
  minimise: 'Свернуть',
  toDo: 'Не выполнено',
  count: '{n} из {m}',
  countDone: 'Выполнено {n} из {m}',
}
