import { lockOwner } from '../../actions/records/lock-owner.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { REBIND_KEY } from '../../actions/records/rebind-record.ts'
import { changeRecord } from './change-record.ts'
import { findPerson, organizationOf } from './find-person.ts'
import { holdsPermission } from './holds-permission.ts'
import type { Sealing } from './invitations.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import { signRebind } from './sign-permission.ts'
import type { Tools } from './tools.ts'

type Membership = { readonly person: string; readonly organization?: string }

/**
 * Lets the person move to one new address in this organization, once. The next login from there, verified,
 * moves the lock.
 * @throws NotPermitted
 * @throws UserFault for an address, or a key, that cannot be used
 */
export async function approveRebind(
  tools: Tools,
  actor: Actor,
  request: Membership & { readonly address: string; readonly hours: number },
  sealing: Sealing,
): Promise<Receipt> {
  const organization = organizationOf(actor, request.organization)
  const { profile, memberships } = await findPerson(tools, actor, request.person)
  const { keyring, tenantId } = tools
  const expiresAtMs = tools.nowMs() + request.hours * 3_600_000
  const permission = { organization, address: request.address, expiresAtMs, ...sealing }
  const given = signRebind(permission, keyring, lockOwner(tenantId, profile))
  const mayChange = actor.kind === 'operator' || memberships.every((one) => one === organization)
  const isDatabase = profile.identities?.[0]?.provider === 'auth0'
  const about = { operation: 'rebind', organization, person: request.person, before: null }
  return runOperation(tools, actor, about, async () => {
    const changed = await changeRecord(tools, request.person, {
      key: REBIND_KEY,
      next: (stored) => (holdsPermission(stored, given) ? stored : withPermission(stored, given)),
    })
    if (mayChange && isDatabase) await changeAddress(tools, request.person, request.address)
    return {
      changed,
      after: { expiresAt: new Date(expiresAtMs).toISOString() },
      undone: mayChange && isDatabase ? [] : [isDatabase ? OF_SEVERAL : OF_A_PROVIDER],
    }
  })
}

/** The address is nobody's yet: Auth0 sends the message that verifies it. */
async function changeAddress({ management }: Tools, person: string, email: string): Promise<void> {
  await management.users.update(person, { email, email_verified: false, verify_email: true })
}

const OF_SEVERAL =
  'the address of the profile was not changed: the person is a member of other organizations too'
const OF_A_PROVIDER = 'the address of the profile was not changed: its identity provider owns it'
