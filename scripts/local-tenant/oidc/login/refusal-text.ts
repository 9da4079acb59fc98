import type { ActionRefusal } from '../../runtime/trigger-outcome.ts'

/** The text of a refusal that the application sees. */
export const refusalText = (refusal: ActionRefusal): string =>
  refusal.kind === 'failed' ? refusal.message : refusal.reason
