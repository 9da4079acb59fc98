import { CallRefused } from '../../gateway/call.ts'
import { clientName } from '../../gateway/resource-path.ts'
import { listOrganizations } from '../../gateway/tenant-lists.ts'
import { openVirtualTenant, type VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'

/**
 * Grants that an organization would have beyond those in git. The Deploy CLI knows one grant of each
 * application, its first: it neither takes away the others nor says so, and the application may go on
 * acting for the organization.
 */
export async function leftoverGrants(
  assets: JsonObject,
  tenant: VirtualTenant,
): Promise<readonly Fault[]> {
  const declared = objectsIn(assets.organizations).filter((one) => Array.isArray(one.client_grants))
  if (declared.length === 0) return []
  const existing = await listOrganizations(openVirtualTenant(tenant.snapshot))
  const faults = declared.map(async (one) => {
    const id = textOf(existing.find(({ name }) => name === one.name)?.id)
    return id === '' ? [] : leftIn(one, `/organizations/${id}/client-grants`, tenant)
  })
  return (await Promise.all(faults)).flat()
}

async function leftIn(
  { name, client_grants: declared }: JsonObject,
  path: string,
  tenant: VirtualTenant,
): Promise<readonly Fault[]> {
  const grants = await shownGrants(path, tenant)
  const listed = objectsIn(declared).map(({ client_id: client }) => textOf(client))
  const ids = [...new Set(grants.map(({ client_id: client }) => textOf(client)))]
  const faults = ids.map(async (id) => {
    const client = await clientName(id, tenant)
    const own = grants.filter((grant) => grant.client_id === id)
    const count = listed.filter((one) => one === client || one === id).length
    return own.length > count ? [left(textOf(name), client, path, own)] : []
  })
  return (await Promise.all(faults)).flat()
}

/** None where the token may not read them, which the plan notes. */
const shownGrants = (path: string, tenant: VirtualTenant): Promise<readonly JsonObject[]> =>
  // As the Deploy CLI asks for them, so that nothing is read twice.
  tenant.list(path, {}).catch((error) => {
    if (error instanceof CallRefused && error.status === 403) return []
    throw error
  })

const left = (
  organization: string,
  client: string,
  path: string,
  grants: readonly JsonObject[],
): Fault => ({
  code: 'organization_grant_left',
  message: `\`organizations/${organization}\` would keep more grants of \`${client}\` than git lists: ${grants.map(({ audience }) => `\`${textOf(audience)}\``).join(', ')}`,
  fix: `take away what is not wanted, which the Deploy CLI does not: ${grants.map(({ id }) => `\`DELETE ${path}/${textOf(id)}\``).join(', ')}`,
})
