import { UserFault } from '../../failures.ts'
import { mintToken } from '../access/mint-token.ts'
import type { Session } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/resource.ts'
import { restoreBefore } from './restore-before.ts'

/**
 * A guard for machines could refuse the very token that its repair needs. So after every change a
 * fresh one is asked for; if it is refused, the token still in hand puts back what ran before.
 * @throws UserFault after such a repair
 */
export async function assertStillTrusted(
  session: Session,
  before: GuardedTenant,
  onStep: (line: string) => void,
): Promise<void> {
  const { access } = session
  onStep('asking for a fresh token')
  const minting = await mintToken(access.address, access.credentials)
  if (minting.kind === 'minted') return
  onStep('a fresh token was refused: putting back what ran before')
  const restored = await restoreBefore(access, before)
  throw new UserFault([
    {
      code: 'locked_out',
      message: `after the deploy \`${access.address.domain}\` refused a fresh token (${minting.why}), so what ran before was put back: ${restored.join(', ') || 'nothing had run'}`,
      fix: 'look at what is bound to `credentials-exchange`: it must let the Management API’s audience pass',
    },
  ])
}
