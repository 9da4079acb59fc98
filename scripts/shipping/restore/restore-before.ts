import { asking } from '../../auth0/asking.ts'
import type { TenantAccess } from '../../auth0/tenant-access.ts'
import { askTenant } from '../../gateway/ask-tenant.ts'
import { below } from '../../gateway/call.ts'
import { boundActions } from '../../gateway/net-effect.ts'
import { isObject, type JsonObject, textOf } from '../../ground/json-value.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { bindActions, reviveVersion } from './ship-action.ts'

/**
 * Puts every Action version and every list of bindings back as they were read, with the token in
 * hand. Bindings first: what is not bound refuses nobody.
 * @returns what was put back
 */
export function restoreBefore(
  { address, port }: TenantAccess,
  before: GuardedTenant,
): Promise<readonly string[]> {
  return asking(address.domain, 'putting back what ran before', async () => {
    const restored: string[] = []
    for (const { type, name, value } of before.resources) {
      if (type !== 'triggers') continue
      const actions = boundActions(value)
      await bindActions(port, name, actions)
      restored.push(`${name} runs ${actions.join(', then ') || 'nothing'}`)
    }
    for (const { name, id, action } of before.resources) {
      if (action === undefined || action.versionId === null) continue
      const current = await askTenant(port, 'GET', below('/actions/actions', id))
      if (idOfDeployed(current) === action.versionId) continue
      await reviveVersion(port, id, action.versionId)
      restored.push(`${name} version ${action.versionNumber ?? action.versionId}`)
    }
    return restored
  })
}

const idOfDeployed = ({ deployed_version: deployed }: JsonObject): string =>
  isObject(deployed) ? textOf(deployed.id) : ''
