import { renderUser } from '../management/render-user.ts'
import type { Tenant, User } from '../store.ts'
import { publishEvent } from './publish-event.ts'

/** What of a person changed goes unsaid: the payload is the whole profile. */
export const publishUser = (
  tenant: Tenant,
  change: 'created' | 'deleted' | 'updated',
  user: User,
): void => publishEvent(tenant, `user.${change}`, () => renderUser(tenant, user))
