import type { ManagementClient } from 'auth0'
import type { Keyring } from '../../actions/records/keyring.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes, type TenantAccess } from '../auth0/tenant-access.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject, type Project } from './load-project.ts'
import { openKeyring } from './open-keyring.ts'
import { openTenantOf } from './tenant-address.ts'
import { tenantIdOf } from './tenant-id.ts'

/** The tenant of an environment, with the keys that its records are read and written by. */
export type KeyedTenant = {
  readonly project: Project
  readonly keyring: Keyring
  /** What records are bound to. */
  readonly tenantId: string
  readonly access: TenantAccess
  readonly management: ManagementClient
}

/** @throws UserFault without keys or credentials, or where the machine client lacks one of the scopes */
export async function openKeyedTenant(
  environment: string,
  { root, environmentVariables }: Pick<Surroundings, 'root' | 'environmentVariables'>,
  scopes: readonly string[],
): Promise<KeyedTenant> {
  const project = await loadProject(root, environment)
  const keyring = openKeyring(project, environmentVariables)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, scopes)
  const tenantId = tenantIdOf(project)
  return { project, keyring, tenantId, access, management: managementClient(access) }
}
