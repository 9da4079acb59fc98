import { lockOwner } from '../../actions/records/lock-owner.ts'
import { REBIND_KEY } from '../../actions/records/rebind-record.ts'
import type { ProfileChangeDecision } from '../../policies/profile-change/decide.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { addressForm } from './address-form.ts'
import { endRequest } from './address-request.ts'
import {
  findWithinReach,
  type OfMember,
  organizationOf,
  type Profile,
} from './find-within-reach.ts'
import { givePermission } from './give-permission.ts'
import type { Sealing } from './invitations.ts'
import { sourceKindOf } from './judge-change.ts'
import { judgeMove } from './judge-move.ts'
import { permissionEnd } from './permission-end.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { refuseVainAddress } from './refuse-vain-address.ts'
import { requestedAddress } from './requested-address.ts'
import { runOperation } from './run-operation.ts'
import { setAddress } from './set-address.ts'
import { signRebind } from './sign-permission.ts'
import type { Tools } from './tools.ts'

/** How long the person has to come, where nothing else is said. */
export const REBIND_HOURS = 72

/**
 * Lets the person move to one new address in this organization, once. The next login from there, verified,
 * moves the lock. For an operator the address of an account with a password changes with it. An administrator
 * changes none: whether the tenant takes it tells whether it is somebody's, and who confirms it is the person.
 * @throws NotPermitted
 * @throws UserFault for an address, or a key, that cannot be used, and where nobody could sign in from there; for an
 *   operator also where the tenant refuses the address
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
    work: async ({ organization, expiresAtMs, given, undone, ...next }) => {
      // First what the tenant may refuse: a permission for it would stay.
      if (next.changes && !(await setAddress(tools, person, address))) {
        throw new UserFault([REFUSED])
      }
      const changed = await givePermission(tools, person, REBIND_KEY, given)
      if (!next.waits) await endRequest(tools, person, organization)
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
  await refuseVainAddress(tools, organization, { address })
  const form = addressForm(address)
  const undone = undoneOf(decision, found.profile, actor, form)
  // The person reads there what they may confirm.
  const waits = undone === TO_CONFIRM && requestedAddress(found.profile, organization) === form
  const changes = actor.kind === 'operator' && undone === null
  return { organization, person, before: null, expiresAtMs, given, undone, waits, changes }
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
  profile: Profile,
  { kind }: Actor,
  form: string,
): string | null {
  if (sourceKindOf(profile) !== 'database') return OF_A_PROVIDER
  if (kind === 'administrator') return addressForm(profile.email ?? '') === form ? null : TO_CONFIRM
  return verdicts.every(({ verdict }) => verdict.kind === 'pass') ? null : UNREADABLE
}

// The same of everybody: what else keeps it, such as another organization, is not an administrator's to know.
const TO_CONFIRM =
  'the address of the profile stays until the person confirms the new one, or an operator changes it'

const UNREADABLE = 'the address of the profile was not changed: its lock cannot be read'
const OF_A_PROVIDER = 'the address of the profile was not changed: its identity provider owns it'
