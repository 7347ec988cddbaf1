// Owns the words of ours in Korean. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const ko: Words = {
  next: '다음',
  back: '이전',
  done: '완료',
  gotIt: '확인',
  continue: '계속',
  close: '닫기',
  notNow: '나중에',
  minimise: '최소화',
  toDo: '미완료',
  count: '{n} / {m}',
  countDone: '{m}개 중 {n}개 완료',
}
