import { type DeployReceipt, type FiledReceipt, tookGuardDown } from '../receipts/receipt.ts'

/**
 * What would let people in that did not at the last deploy, and what would no more. Nothing where no sealed
 * receipt says what did. Pure.
 * @param openings of what is planned
 */
export function openingNotes(
  openings: readonly string[],
  receipts: readonly FiledReceipt[],
): readonly string[] {
  const last = receipts.findLast((one) => !tookGuardDown(one))
  const deployed = last === undefined ? null : deployedIn(last, receipts)
  if (deployed?.openings === undefined) return []
  const { openings: before, at } = deployed
  return [
    ...openings
      .filter((one) => !before.includes(one))
      .map((one) => `lets in, other than the deploy of ${at}: ${one}`),
    ...before
      .filter((one) => !openings.includes(one))
      .map((one) => `lets in no more, other than the deploy of ${at}: ${one}`),
  ]
}

/** What a rollback or a rearm went back to; any other stands for itself. */
function deployedIn(
  { receipt, isSealed, file }: FiledReceipt,
  receipts: readonly FiledReceipt[],
): DeployReceipt | null {
  if (!isSealed) return null
  const { wentBackTo } = receipt
  if (wentBackTo === null) return receipt
  const origin = receipts.find((one) => one.file === wentBackTo && one.file < file)
  return origin === undefined ? null : deployedIn(origin, receipts)
}
