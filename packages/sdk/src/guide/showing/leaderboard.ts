// Owns a leaderboard in a slot of the page. It must not know how it is drawn.
import { moreWords } from '../more-words.ts'
import { createBoard } from './board.ts'
import type { CreateCourse, GuideOf } from './course.ts'
import { findSlot } from './slot.ts'

export const createLeaderboard: CreateCourse<GuideOf<'leaderboard'>> = (life, guide) => {
  const board = createBoard(life, guide)
  return {
    view(context) {
      const slot = guide.slot && findSlot(life.stage.platform.document, guide.slot)
      return slot ? { kind: 'leaderboard', ...life.common('', guide), words: moreWords(life.words), buttons: [], slot, board: board.view(context) } : undefined
    },
    stop: board.stop,
  }
}
