import { normaliseAddress } from '../../policies/address.ts'
import { UserFault } from '../ground/user-fault.ts'
import { changeRecord } from './change-record.ts'
import { findWithinReach, type OfMember, organizationOf } from './find-within-reach.ts'
import { judgeChange } from './judge-change.ts'
import { NotPermitted } from './not-permitted.ts'
import { findOneself } from './own-account.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { REQUEST_KEY, requestedAddress } from './requested-address.ts'
import { runOperation } from './run-operation.ts'
import { addressUnacceptable } from './sign-permission.ts'
import type { Tools } from './tools.ts'

/**
 * Asks for a new address of one's own; another that was asked for before is given up. An administrator of
 * the organization sees it and decides.
 * @throws NotPermitted where the rulebook lets nobody change their own address
 * @throws UserFault for what is no address
 */
export function requestAddress(
  tools: Tools,
  actor: Actor,
  { address }: { readonly address: string },
): Promise<Receipt> {
  const judge = async () => {
    const { profile, organization } = await findOneself(tools, actor)
    const field = { kind: 'email' } as const
    const asked = { actor: 'self', field, profile, organization, organizations: null } as const
    const decision = judgeChange(tools, asked)
    // Of an account that a provider owns the lock alone moves: that can be asked for too.
    const isOpen = decision.outcome === 'allow' || decision.reason === 'PROFILE_UPSTREAM_OWNED'
    if (!isOpen) throw new NotPermitted()
    const read = normaliseAddress(address)
    if (read.kind === 'unacceptable') throw new UserFault([addressUnacceptable])
    const before = { asked: requestedAddress(profile, organization) !== null }
    return { organization, person: profile.user_id, before, form: read.form }
  }
  return runOperation(tools, actor, {
    asked: { operation: 'request-address', person: actor.userId },
    judge,
    work: async ({ organization, person, form }) => {
      const t = Math.floor(tools.nowMs() / 1000)
      const changed = await changeRecord(tools, person, {
        key: REQUEST_KEY,
        next: (stored, latest) =>
          requestedAddress(latest, organization) === form
            ? stored
            : { v: 1, o: organization, a: form, t },
      })
      return { changed, after: { asked: true } }
    },
  })
}

/** Ends what a person asks for without moving anything. @throws NotPermitted */
export const declineAddress = (
  tools: Tools,
  actor: Actor,
  { person, ...request }: OfMember,
): Promise<Receipt> =>
  runOperation(tools, actor, {
    asked: { ...request, person, operation: 'decline-address' },
    judge: async () => {
      const organization = organizationOf(actor, request.organization)
      const { profile } = await findWithinReach(tools, actor, person)
      const before = { asked: requestedAddress(profile, organization) !== null }
      return { organization, person, before }
    },
    work: async ({ organization }) => ({
      changed: await endRequest(tools, person, organization),
      after: { asked: false },
    }),
  })

/** What was asked for elsewhere stays. */
export const endRequest = (tools: Tools, person: string, organization: string): Promise<boolean> =>
  changeRecord(tools, person, {
    key: REQUEST_KEY,
    next: (stored, latest) => (requestedAddress(latest, organization) === null ? stored : null),
  })
