import { UserFault } from '../../ground/user-fault.ts'

/** Somebody else’s list would be written over. */
export const bindingsMoved = (trigger: string): UserFault =>
  new UserFault([
    {
      code: 'tenant_moved',
      message: `somebody else changed what \`${trigger}\` runs while this command ran; it is as they left it`,
      fix: 'find out who, then run the command again',
    },
  ])
