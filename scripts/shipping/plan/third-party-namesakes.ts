import { listClients } from '../../gateway/tenant-lists.ts'
import { openVirtualTenant, type VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'
import { clientReferences } from './unresolved-references.ts'

/**
 * Third-party applications of the tenant under a name by which git means another one. The Deploy CLI finds
 * applications by name, and would give this one what the other is granted; where the tenant lets people register
 * applications by themselves, they choose the name.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 */
export async function thirdPartyNamesakes(
  assets: JsonObject,
  { snapshot }: VirtualTenant,
): Promise<readonly Fault[]> {
  const inGit = objectsIn(assets.clients)
  const named = [
    ...inGit.map(({ name }) => ({ from: `clients/${textOf(name)}`, name: textOf(name) })),
    ...clientReferences(assets),
  ]
  if (named.length === 0) return []
  // As it is now: this very deploy may make it a first party.
  const clients = await listClients(openVirtualTenant(snapshot))
  return clients
    .filter((one) => one.is_first_party === false && one.global !== true)
    .filter((one) => !inGit.some((declared) => isMeant(declared, one)))
    .flatMap((one) => {
      const places = named.filter(({ name }) => name === one.name).map(({ from }) => from)
      return places.length === 0 ? [] : [namesake(one, [...new Set(places)])]
    })
}

/** By what nobody else can have; by its name only where git says whose it is. */
function isMeant(declared: JsonObject, existing: JsonObject): boolean {
  const { client_id: id, external_client_id: document } = declared
  if (textOf(id) !== '' && id === existing.client_id) return true
  if (textOf(document) !== '') return document === existing.external_client_id
  return declared.is_first_party === false && declared.name === existing.name
}

const namesake = ({ client_id: id, name }: JsonObject, places: readonly string[]): Fault => ({
  code: 'third_party_namesake',
  message: `\`${textOf(id)}\` in the tenant is called \`${textOf(name)}\` and is a third-party application, which git does not say: a deploy would take it for the one that git means in ${places.map((one) => `\`${one}\``).join(', ')}`,
  fix: 'rename or delete it in the tenant, unless you know whose it is; then say `is_first_party: false` in its file, or name it by its `client_id`',
})
