import { publishUser } from '../../events/publish-user.ts'
import type { Tenant, User } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import { ipOf } from '../events/event-parts.ts'
import type { HttpContext } from '../front.ts'

/** Counts also for who is then refused; the profile's `updated_at` stays. */
export function countLogin(tenant: Tenant, ctx: HttpContext, user: User): void {
  user.logins_count += 1
  user.last_login = new Date(tenant.clock.now()).toISOString()
  user.last_ip = ipOf(ctx)
  if (readSwitch(tenant, 'loginIsUserUpdate')) publishUser(tenant, 'updated', user)
}
