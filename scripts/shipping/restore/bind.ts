import type { ManagementClient } from 'auth0'

/** Binds exactly these Actions, in this order, in one call. */
export async function bind(
  management: ManagementClient,
  trigger: string,
  actions: readonly string[],
): Promise<void> {
  await management.actions.triggers.bindings.updateMany(trigger as never, {
    bindings: actions.map((name) => ({
      ref: { type: 'action_name', value: name },
      display_name: name,
    })),
  })
}
