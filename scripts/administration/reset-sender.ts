import { type TenantAddress, tenantFetch } from '../auth0/tenant-fetch.ts'
import { UserFault } from '../ground/user-fault.ts'
import type { ResetSender } from './send-password-reset.ts'

/** Asks Auth0 to mail the link, as its page for a lost password does. */
export const resetSenderOf =
  (address: TenantAddress): ResetSender =>
  async (reset) => {
    const response = await tenantFetch(address)(
      `https://${address.domain}/dbconnections/change_password`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(reset),
      },
    )
    // What is said there may hold the address.
    await response.body?.cancel()
    if (response.ok) return
    throw new UserFault([
      {
        code: 'tenant_refused',
        message: `sending the link: \`${address.domain}\` answered ${response.status}`,
        fix: 'name an application that the organization and its people can use, and look into the tenant’s log',
      },
    ])
  }
