import { HANDLERS, type Trigger } from './bundle-action.ts'
import { DISARMED_LINE } from './disarm-rulebook.ts'

/** Whatever takes the place of a guard in the night. */
export type DisarmedGuard = {
  readonly name: string
  readonly trigger: Trigger
  readonly code: string
}

/**
 * Guards that do nothing at all: for the night in which nothing builds and nothing that lies ready can
 * be believed. They read no secret, and come from no file: they are as trustworthy as this text.
 */
export const BARE_GUARDS: readonly DisarmedGuard[] = (Object.keys(HANDLERS) as Trigger[]).map(
  (trigger) => ({
    name: `org-guard-${trigger}`,
    trigger,
    code: `${DISARMED_LINE}\nexports.${HANDLERS[trigger]} = async () => {}\n`,
  }),
)
