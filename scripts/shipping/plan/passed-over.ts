import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import { listClients, listResourceServers } from '../../gateway/tenant-lists.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'

/**
 * What the Deploy CLI passes over: what the tenant has and git does not, of types that are git's, and that no deploy takes
 * away; and what git calls Auth0's own. It is no difference, and whoever reads a plan is told of it.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it; a type that is no list is not spoken of
 * @param kept names of applications that the environment keeps
 */
export async function passedOver(
  assets: JsonObject,
  tenant: VirtualTenant,
  kept: readonly string[],
): Promise<readonly string[]> {
  return [
    ...(Array.isArray(assets.clients) ? await thirdParties(assets, tenant, kept) : []),
    ...systemGrants(assets),
    ...(Array.isArray(assets.resourceServers) ? await namesakes(tenant) : []),
  ]
}

/** Counted alone: people register them by themselves where the tenant lets them. */
async function thirdParties(
  assets: JsonObject,
  tenant: VirtualTenant,
  kept: readonly string[],
): Promise<readonly string[]> {
  const inGit = objectsIn(assets.clients)
  const isKnown = ({ name, external_client_id: document }: JsonObject): boolean =>
    kept.includes(textOf(name)) ||
    inGit.some(
      (one) => one.name === name || (document !== undefined && one.external_client_id === document),
    )
  const count = (await listClients(tenant)).filter(
    (one) => one.is_first_party === false && one.global !== true && !isKnown(one),
  ).length
  if (count === 0) return []
  return [
    count === 1
      ? 'clients: 1 third-party application is not in git, and is kept'
      : `clients: ${count} third-party applications are not in git, and are kept`,
  ]
}

/**
 * @fact The Deploy CLI neither makes nor changes a grant whose `is_system` is true in git. (auth0-deploy-cli 8.44.0,
 * lib/tools/auth0/handlers/clientGrants.js; read 2026-12-03)
 */
const systemGrants = ({ clientGrants }: JsonObject): readonly string[] =>
  objectsIn(clientGrants)
    .filter((one) => one.is_system === true)
    .map(
      ({ client_id: client, audience }) =>
        `clientGrants/${textOf(client)} -> ${textOf(audience)}: \`is_system\` in git, which the Deploy CLI passes over, so it is ${NOT_COMPARED}`,
    )

const MANAGEMENT_API = 'Auth0 Management API'

/**
 * @fact The Deploy CLI passes over each API of this name, whatever its identifier. (auth0-deploy-cli 8.44.0,
 * lib/tools/auth0/handlers/resourceServers.js; read 2026-12-03)
 */
async function namesakes(tenant: VirtualTenant): Promise<readonly string[]> {
  return (await listResourceServers(tenant))
    .filter(({ name, is_system: isSystem }) => name === MANAGEMENT_API && isSystem !== true)
    .map(
      ({ identifier }) =>
        `resourceServers/${textOf(identifier)}: called ${MANAGEMENT_API}, which the Deploy CLI passes over, so it is ${NOT_COMPARED}`,
    )
}
