// The part of the SDK that is loaded when the first guide may be shown: the stage with the drawing on it.
import { createStage as createStageWith, type StageModule } from '../guide/stage.ts'
import { createKinds } from './kinds.ts'
import { createUi } from './mount.tsx'

/** Opens the stage on this page. */
export const createStage: StageModule['createStage'] = (world, decisions) => {
  const kinds = createKinds({ more: () => import('./more.ts'), component: () => import('./component.ts') }, world.components)
  return createStageWith(world, decisions, createUi(world.platform.window, kinds, world), kinds)
}
