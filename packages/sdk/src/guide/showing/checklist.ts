// Owns a checklist on the page: which tasks are done, whether it is folded. It must not know how it is drawn.
import { GUIDE_EVENTS, type PublishedTask as Task } from '@foothold/protocol'
import type { CreateCourse, GuideOf } from './course.ts'

export const createChecklist: CreateCourse<GuideOf<'checklist'>> = (life, guide) => {
  const { platform, person, decisions, callback } = life.stage
  const { key, tasks, order } = guide
  let collapsed = platform.local.read(`collapsed.${key}`) ?? (platform.window.innerWidth < 640 ? '1' : '0')
  return {
    isFinished: () => person.progress(key)?.state === 'completed',
    view(context) {
      const done: Record<string, number> = { ...person.progress(key)?.tasks }
      const open = (task: Task): boolean => !Object.hasOwn(done, task.key)
      const fresh = tasks.filter((task) => open(task) && decisions.holds(task.completeWhen, context))
      for (const task of fresh) {
        done[task.key] = platform.now()
        life.tell(GUIDE_EVENTS.taskCompleted, { task: task.key })
      }
      if (fresh.length) life.keep({ tasks: done })
      if (fresh.length && !tasks.some(open)) {
        life.keep({ state: 'completed' })
        life.tell(GUIDE_EVENTS.completed)
      }
      const firstOpen = tasks.find(open)
      return {
        kind: 'checklist',
        ...life.common('', guide),
        buttons: [],
        collapsed: collapsed === '1',
        toggle: callback(() => {
          collapsed = collapsed === '1' ? '0' : '1'
          platform.local.write(`collapsed.${key}`, collapsed)
          life.sync()
        }),
        tasks: tasks.map((task) => ({
          key: task.key,
          title: life.text(task.title),
          body: life.text(task.body),
          done: !open(task),
          locked: order === 'sequential' && task !== firstOpen && open(task),
          buttons: life.buttons(task.actions),
        })),
      }
    },
  }
}
