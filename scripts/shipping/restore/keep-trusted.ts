import { type Minting, mintToken } from '../../auth0/mint-token.ts'
import { type Fault, refuseFaults, UserFault } from '../../ground/user-fault.ts'
import type { Session } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { restoreBefore } from './restore-before.ts'

export type Kept<Result> = {
  readonly result: Result
  /** Why nobody knows whether a fresh token is given; empty where one was. Thrown once the change is on record. */
  readonly untold: readonly Fault[]
}

/**
 * Makes a change, and keeps whoever makes it able to come back: a guard for machines could refuse the very
 * token that its repair needs. So after every change, also one that stopped half-way, a fresh one is asked
 * for; if it is refused, the token still in hand puts back what ran before.
 * @returns also where a change was made and the tenant could not be asked for a token: what runs is to be recorded
 * @throws UserFault after such a repair; and whatever the change throws
 */
export async function keepTrusted<Result>(
  session: Session,
  before: GuardedTenant,
  onStep: (line: string) => void,
  change: () => Promise<Result>,
): Promise<Kept<Result>> {
  const ended = await change().then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  )
  onStep('asking for a fresh token')
  const minting = await mintToken(session.access.address, session.access.credentials).catch(untold)
  const lockedOut = await repair(session, before, minting, onStep).catch((error: unknown) => {
    if (!('error' in ended) || !(error instanceof UserFault)) throw error
    // That nothing could be put back is said after why the change stopped.
    return error.faults
  })
  if (!('error' in ended)) {
    if (minting.kind === 'untold') return { result: ended.result, untold: minting.faults }
    refuseFaults(lockedOut)
    return { result: ended.result, untold: [] }
  }
  const { error } = ended
  if (!(error instanceof UserFault)) {
    // A fault of our own must not hide that nobody could come back, and what was done about it.
    for (const { message } of lockedOut) onStep(message)
    throw error
  }
  throw new UserFault([...error.faults, ...lockedOut])
}

type Untold = { readonly kind: 'untold'; readonly faults: readonly Fault[] }

/** A tenant that cannot be asked has refused nobody: nothing is put back. */
function untold(error: unknown): Untold {
  if (!(error instanceof UserFault)) throw error
  return { kind: 'untold', faults: error.faults }
}

async function repair(
  { access }: Session,
  before: GuardedTenant,
  minting: Minting | Untold,
  onStep: (line: string) => void,
): Promise<readonly Fault[]> {
  if (minting.kind === 'untold') return minting.faults
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
