// Owns the words of ours in Arabic. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const ar: Words = {
  next: 'التالي',
  back: 'رجوع',
  done: 'تم',
  gotIt: 'فهمت',
  continue: 'متابعة',
  close: 'إغلاق',
  notNow: 'ليس الآن',
  minimise: 'تصغير',
  toDo: 'لم يُنجز بعد',
  count: '{n} من {m}',
  countDone: 'أُنجز {n} من {m}',
}
