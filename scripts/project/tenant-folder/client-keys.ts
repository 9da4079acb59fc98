import type { ResourceType } from '../../gateway/resource-types.ts'
import { type JsonPath, listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Resource, TenantFolder } from './tenant-folder.ts'

/** Places of the public keys by which an application proves itself; none where git does not have them. */
export const keysOf = ({ value }: Pick<Resource, 'value'>): readonly JsonPath[] =>
  Object.entries(recordOf(value.client_authentication_methods)).flatMap(([method, settings]) =>
    listOf(recordOf(settings).credentials).flatMap((credential, index) =>
      textOf(recordOf(credential).pem) === ''
        ? []
        : [['client_authentication_methods', method, 'credentials', index, 'pem']],
    ),
  )

/**
 * What the Deploy CLI is told to import. Keys of applications are a type of its own to it, which no
 * environment names: they come with the applications whose files hold them. An export holds none, and
 * then those of the tenant are left alone.
 */
export function importedTypes(
  manages: readonly ResourceType[],
  { resources }: TenantFolder,
): readonly string[] {
  const hasKeys =
    manages.includes('clients') &&
    resources.some((resource) => resource.type === 'clients' && keysOf(resource).length > 0)
  return hasKeys ? [...manages, 'clientAuthCredentials'] : manages
}
