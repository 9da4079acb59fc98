import { UserFault } from '../../ground/user-fault.ts'
import type { FiledReceipt } from '../receipts/receipt.ts'

/**
 * A receipt says which code runs and what is bound: whoever may write its file would choose both. Its
 * hashes vouch for nothing, they are written by the same hand.
 * @throws UserFault for one that these credentials have not sealed
 */
export function assertSealed({ file, isSealed }: FiledReceipt): void {
  if (isSealed) return
  throw new UserFault([
    {
      code: 'receipt_unsealed',
      message: `receipt \`${file}\` is not sealed by these credentials: it is older than they are, another client filed it, or somebody changed or renamed it`,
      fix: 'use the credentials of the deploy that filed it; or read it, its versions and its bindings, and add `--unsealed`: only code that the tenant itself holds is then used',
    },
  ])
}
