import type { HazardScene } from './hazard-scene.ts'

/**
 * One thing that the plain Deploy CLI does and a deploy of ours must not. The id is shared with the
 * test that shows ours refusing or avoiding it: `test/shipping/hazards.test.ts`.
 */
export type Hazard = {
  readonly id: string
  readonly sentence: string
  /** Sets the stage, runs the plain Deploy CLI, and says whether it happened. */
  happens(scene: HazardScene): Promise<boolean>
}
