import { generateKeyPairSync } from 'node:crypto'
import { lockOwner } from '../../actions/records/lock-owner.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { REBIND_KEY } from '../../actions/records/rebind-record.ts'
import { loginSettings, profileChangeSettings } from '../../policies/policies.ts'
import {
  type AuditEntry,
  type AuditLine,
  nextLine,
} from '../../scripts/administration/audit-log.ts'
import type { Actor } from '../../scripts/administration/prove-actor.ts'
import { signRebind } from '../../scripts/administration/sign-permission.ts'
import type { Tools } from '../../scripts/administration/tools.ts'
import { rebindPublicKeyOf } from '../../scripts/project/rebind-key.ts'
import { managementClient } from '../local-tenant/management/management-access.ts'
import { ACME, addPerson, GLOBEX, type Scene } from '../local-tenant/oidc/start-scene.ts'
import { aKeyring } from './test-keys.ts'

export const ADMINISTRATOR_ROLE = 'admin'
const { privateKey } = generateKeyPairSync('ed25519')
export const SEALING = {
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  publicKey: rebindPublicKeyOf(privateKey),
}

export const operator: Actor = { kind: 'operator', userId: 'operator@clients' }

/**
 * Olivia administers Acme and Gus Globex; Ann works for Acme, Bob for Globex, and Cay for both. All of
 * them against the local tenant, through the official SDK.
 */
export async function anAdministration(scene: Scene, differences: Partial<Tools> = {}) {
  const people = {
    olivia: await addPerson(scene, 'olivia@acme.example.com', [ACME]),
    gus: await addPerson(scene, 'gus@globex.example.com', [GLOBEX]),
    ann: await addPerson(scene, 'ann@acme.example.com', [ACME]),
    bob: await addPerson(scene, 'bob@globex.example.com', [GLOBEX]),
    cay: await addPerson(scene, 'cay@example.com', [ACME, GLOBEX]),
  }
  const { state } = scene.tenant
  // `addPerson` gives everybody the role.
  for (const membership of state.memberships) {
    const isAdministrator = [people.olivia, people.gus].some(
      ({ user_id }) => user_id === membership.user_id,
    )
    membership.roles = isAdministrator ? ['rol_admin'] : []
  }
  const audit: AuditLine[] = []
  let ids = 0
  const tools: Tools = {
    management: await managementClient(scene),
    tenantId: scene.tenant.tenantId,
    keyring: aKeyring(),
    equivalentDomains: [],
    audit: {
      append: async (entry: AuditEntry) => {
        const line = nextLine(audit.at(-1) ?? null, entry)
        audit.push(line)
        return line
      },
    },
    settings: {
      administratorRole: ADMINISTRATOR_ROLE,
      grantableRoles: ['reader'],
      revocation: true,
      departed: 'delete',
      profileChange: profileChangeSettings(),
      login: loginSettings({}),
      rebindPublicKey: SEALING.publicKey,
      settleMs: 0,
    },
    nowMs: () => scene.tenant.clock.now(),
    wait: async () => {},
    newId: () => {
      ids += 1
      return `receipt-${ids}`
    },
    ...differences,
  }
  const administrator = (person: { user_id: string }, organization = ACME): Actor => ({
    kind: 'administrator',
    userId: person.user_id,
    organization,
    signedInAtMs: tools.nowMs(),
  })
  return {
    tools,
    audit,
    /** Lines of whatever was not refused at once. */
    begun: (): readonly AuditLine[] => audit.filter(({ phase }) => phase !== 'refused'),
    people,
    olivia: administrator(people.olivia),
    administrator,
    /** Lets a person move to an address in Acme, within an hour, as a rebind does. */
    permit: (person: { user_id: string }, address: string): void => {
      const held = state.users.get(person.user_id)
      const expiresAtMs = tools.nowMs() + 3_600_000
      const request = { organization: ACME, address, expiresAtMs, ...SEALING }
      const given = signRebind(request, tools.keyring, lockOwner(tools.tenantId, held))
      Object.assign(held?.app_metadata ?? {}, { [REBIND_KEY]: withPermission(null, given) })
    },
    /** What a person's profile holds under a key of the guard. */
    recordOf: (person: { user_id: string }, key: string): unknown =>
      state.users.get(person.user_id)?.app_metadata[key],
    isMember: (person: { user_id: string }, organization: string): boolean =>
      state.memberships.some(
        ({ user_id, organization_id }) =>
          user_id === person.user_id && organization_id === organization,
      ),
  }
}
export type Administration = Awaited<ReturnType<typeof anAdministration>>
