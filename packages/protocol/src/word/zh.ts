// Owns the words of ours in Chinese. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const zh: Words = {
  next: '下一步',
  back: '上一步',
  done: '完成',
  gotIt: '知道了',
  continue: '继续',
  close: '关闭',
  notNow: '以后再说',
  minimise: '最小化',
  toDo: '待完成',
  count: '{n} / {m}',
  countDone: '已完成 {n} / {m}',
}
