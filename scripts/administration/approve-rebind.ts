import { lockOwner } from '../../actions/records/lock-owner.ts'
import { REBIND_KEY } from '../../actions/records/rebind-record.ts'
import type { ProfileChangeDecision } from '../../policies/profile-change/decide.ts'
import type { SourceKind } from '../../policies/profile-change/facts.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { endRequest } from './address-request.ts'
import { findWithinReach, type OfMember, organizationOf } from './find-within-reach.ts'
import { givePermission } from './give-permission.ts'
import type { Sealing } from './invitations.ts'
import { sourceKindOf } from './judge-change.ts'
import { judgeMove } from './judge-move.ts'
import { permissionEnd } from './permission-end.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import { signRebind } from './sign-permission.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/** How long the person has to come, where nothing else is said. */
export const REBIND_HOURS = 72

/**
 * Lets the person move to one new address in this organization, once. The next login from there, verified,
 * moves the lock.
 * @throws NotPermitted
 * @throws UserFault for an address, or a key, that cannot be used, and where the tenant refuses the address
 */
export function approveRebind(
  tools: Tools,
  actor: Actor,
  request: OfMember & { readonly address: string; readonly hours: number },
  sealing: Sealing,
): Promise<Receipt> {
  const { person, address } = request
  return runOperation(tools, actor, {
    asked: { ...request, operation: 'rebind' },
    judge: () => judgeRebind(tools, actor, request, sealing),
    work: async ({ organization, expiresAtMs, given, undone }) => {
      // First what the tenant may refuse: a permission for it would stay.
      if (undone === null) await changeAddress(tools, person, address)
      const changed = await givePermission(tools, person, REBIND_KEY, given)
      await endRequest(tools, person, organization)
      return {
        changed,
        after: { expiresAt: new Date(expiresAtMs).toISOString() },
        undone: undone === null ? [] : [undone],
      }
    },
  })
}

async function judgeRebind(
  tools: Tools,
  actor: Actor,
  { person, address, hours, ...request }: Parameters<typeof approveRebind>[2],
  sealing: Sealing,
) {
  const organization = organizationOf(actor, request.organization)
  const found = await findWithinReach(tools, actor, person)
  const decision = await judgeMove(tools, actor, organization, found)
  const { keyring, tenantId } = tools
  const expiresAtMs = permissionEnd(tools, hours)
  const permission = { organization, address, expiresAtMs, ...sealing }
  const given = signRebind(permission, keyring, lockOwner(tenantId, found.profile))
  const undone = undoneOf(decision, sourceKindOf(found.profile), actor)
  return { organization, person, before: null, expiresAtMs, given, undone }
}

/**
 * The address is nobody's yet: Auth0 sends the message that verifies it.
 * @throws UserFault for one that the tenant does not take
 */
async function changeAddress({ management }: Tools, person: string, email: string): Promise<void> {
  try {
    await management.users.update(person, { email, email_verified: false, verify_email: true })
  } catch (error) {
    if (![400, 409].includes(statusIn(error) ?? 0)) throw error
    throw new UserFault([REFUSED])
  }
}

// What Auth0 says of it may hold the address.
const REFUSED: Fault = {
  code: 'address_refused',
  message: 'the tenant does not take the new address, and nothing was changed',
  fix: 'ask for another: an account of the same connection may have it, or the connection may not allow it',
}

/**
 * Why the address of the profile stays; null where it changes. By the verdict, also where it is only
 * monitored: Auth0 refuses what its identity provider owns.
 */
function undoneOf(
  { verdicts }: ProfileChangeDecision,
  source: SourceKind,
  { kind }: Actor,
): string | null {
  const reasons = verdicts.map(({ verdict }) => (verdict.kind === 'pass' ? '' : verdict.reason))
  if (source !== 'database') return OF_A_PROVIDER
  if (reasons.every((reason) => reason === '')) return null
  return kind === 'operator' ? UNREADABLE : NOT_THEIRS
}

// Where else somebody works is not an administrator's to know.
const NOT_THEIRS =
  'the address of the profile was not changed: an operator of the tenant has to look at it'

const UNREADABLE = 'the address of the profile was not changed: its lock cannot be read'
const OF_A_PROVIDER = 'the address of the profile was not changed: its identity provider owns it'
