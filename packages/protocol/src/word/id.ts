// Owns the words of ours in Indonesian. @see ../words.ts for what they are in English.
import type { Words } from '../words.ts'

export const id: Words = {
  next: 'Lanjut',
  back: 'Kembali',
  done: 'Selesai',
  gotIt: 'Mengerti',
  continue: 'Lanjutkan',
  close: 'Tutup',
  notNow: 'Nanti saja',
  minimise: 'Kecilkan',
  toDo: 'Belum selesai',
  count: '{n} dari {m}',
  countDone: '{n} dari {m} selesai',
}
