// Owns the words of ours in Japanese. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const ja: Words = {
  next: '次へ',
  back: '戻る',
  done: '完了',
  gotIt: 'わかりました',
  continue: '続ける',
  close: '閉じる',
  notNow: '後で',
  minimise: '最小化',
  toDo: '未完了',
  count: '{n} / {m}',
  countDone: '{m} 件中 {n} 件完了',
}
