import type { Command } from './run-result.ts'

/**
 * A trigger run that waits for a person to come back, as JSON, so that it can be kept in the
 * tenant's state. To the endpoint it is opaque but for `url` and `state`.
 */
export type Suspension = {
  /** Where to send the person: the Action's URL with `state` in its query. */
  url: string
  /** Names this suspension at `/continue`; random, good for one use. */
  state: string
  triggerId: string
  /** The one of a fresh run; Actions after the resumed one are called with it. */
  handler: string
  executionId: string
  /** Place of the Action that redirected among those bound when the run began. */
  at: number
  /** Deployed versions still to run, that Action's first: a deploy in between does not reach them. */
  versionIds: string[]
  /** What was asked for so far. */
  history: ActionCommands[]
}

export type ActionCommands = { actionName: string; commands: Command[] }
