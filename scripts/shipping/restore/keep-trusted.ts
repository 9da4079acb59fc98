import { mintToken } from '../../auth0/mint-token.ts'
import { type Fault, refuseFaults, UserFault } from '../../ground/user-fault.ts'
import type { Session } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { restoreBefore } from './restore-before.ts'

/**
 * Makes a change, and keeps whoever makes it able to come back: a guard for machines could refuse the very
 * token that its repair needs. So after every change, also one that stopped half-way, a fresh one is asked
 * for; if it is refused, the token still in hand puts back what ran before.
 * @throws UserFault after such a repair; and whatever the change throws
 */
export async function keepTrusted<Result>(
  session: Session,
  before: GuardedTenant,
  onStep: (line: string) => void,
  change: () => Promise<Result>,
): Promise<Result> {
  const ended = await change().then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  )
  const lockedOut = await repair(session, before, onStep).catch((error: unknown) => {
    if (!('error' in ended) || !(error instanceof UserFault)) throw error
    // That nothing could be put back is said after why the change stopped.
    return error.faults
  })
  if (!('error' in ended)) {
    refuseFaults(lockedOut)
    return ended.result
  }
  const { error } = ended
  if (!(error instanceof UserFault)) {
    // A fault of our own must not hide that nobody could come back, and what was done about it.
    for (const { message } of lockedOut) onStep(message)
    throw error
  }
  throw new UserFault([...error.faults, ...lockedOut])
}

async function repair(
  { access }: Session,
  before: GuardedTenant,
  onStep: (line: string) => void,
): Promise<readonly Fault[]> {
  onStep('asking for a fresh token')
  const minting = await mintToken(access.address, access.credentials)
  if (minting.kind === 'minted') return []
  onStep('a fresh token was refused: putting back what ran before')
  const { restored, left } = await restoreBefore(access, before)
  const notPutBack = left.length === 0 ? '' : `; not put back: ${left.join(', ')}`
  return [
    {
      code: 'locked_out',
      message: `after the deploy \`${access.address.domain}\` refused a fresh token (${minting.why}), so what ran before was put back: ${restored.join(', ') || 'nothing had run'}${notPutBack}`,
      fix: 'look at what is bound to `credentials-exchange`: it must let the Management API’s audience pass',
    },
  ]
}
