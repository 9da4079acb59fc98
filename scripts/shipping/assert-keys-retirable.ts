import type { LoadedEnvironment } from '../project/load-project.ts'
import { assertRetirable } from '../state/assert-retirable.ts'
import { readSurvey } from '../state/survey.ts'
import { type FiledReceipt, tookGuardDown } from './receipts/receipt.ts'
import type { ReceiptStore } from './receipts/receipt-store.ts'

export type KeysAtHand = {
  readonly root: string
  readonly project: LoadedEnvironment
  readonly receipts: ReceiptStore
  readonly nowMs: number
  /** How many marks under a retired key may be lost, typed out by whoever has seen them. */
  readonly marksToLose: number
}

/**
 * A key that git names no longer goes only when no record needs it. What the tenant ran with is in
 * the receipts; where there are none nobody knows, and nothing is asked. One without a seal may ask for more
 * than those that have one, and never for less.
 * @throws UserFault before anything is written
 */
export async function assertKeysRetirable({
  root,
  project: { environment, environmentName },
  receipts,
  nowMs,
  marksToLose,
}: KeysAtHand): Promise<void> {
  // What takes a guard down writes no secret, whatever keys git names by then.
  const filed = (await receipts.list()).filter((one) => !tookGuardDown(one))
  if (filed.length === 0) return
  const survey = await readSurvey(root, environmentName)
  for (const told of [filed, filed.filter(({ isSealed }) => isSealed)]) {
    const last = told.at(-1)
    if (last === undefined) continue
    assertRetirable(survey, {
      environment: environmentName,
      domain: environment.domain,
      deployed: last.receipt.keys,
      wanted: environment.keys,
      signingSinceMs: signingSince(told, last.receipt.keys.signing),
      nowMs,
      marksToLose,
    })
  }
}

/** When the unbroken run of receipts with this signing key, up to the last, began. */
function signingSince(filed: readonly FiledReceipt[], signing: string): number | null {
  const others = filed.findLastIndex(({ receipt }) => receipt.keys.signing !== signing)
  const first = filed[others + 1]
  return first === undefined ? null : Date.parse(first.receipt.at)
}
