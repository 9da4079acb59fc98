import { CallRefused } from '../gateway/call.ts'
import { causeIn, UserFault } from '../ground/user-fault.ts'

/** Whether the tenant has nobody with that id; 400 is for what cannot be an id at all. */
export const isUserUnknown = (error: unknown): boolean =>
  [400, 404].includes(causeIn(error, CallRefused)?.status ?? 0)

export const userUnknown = (userId: string): UserFault =>
  new UserFault([
    {
      code: 'user_unknown',
      message: `the tenant has nobody with the user id \`${userId}\``,
      fix: 'pass the `user_id` of the profile, which begins with the identity provider, such as `auth0|65f0c2d1e4b0a1b2c3d4e5f6` or `oidc|acme-oidc|1234`, in quotes; an e-mail address is none',
    },
  ])
