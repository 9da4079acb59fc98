import { UserFault } from '../../failures.ts'
import { sha256 } from '../plan/compare-action.ts'
import type { FiledReceipt, Receipt } from '../receipts/receipt.ts'
import type { ActualTenant } from '../tenant-state/resource.ts'
import { boundTo } from './bound-to.ts'

/**
 * The receipt before the current one. What a rollback went back to counts as where it is now, so
 * that a second rollback goes one further and not forth again. Pure.
 * @throws UserFault when there is none
 */
export function receiptBefore(
  receipts: readonly FiledReceipt[],
  actual: ActualTenant,
): FiledReceipt {
  let index = receipts.length - 1
  while (index >= 0) {
    const filed = receipts[index] as FiledReceipt
    if (!isRunning(filed.receipt, actual)) return filed
    const origin = receipts.findIndex(({ file }) => file === filed.receipt.wentBackTo)
    index = (origin >= 0 && origin < index ? origin : index) - 1
  }
  throw nothingBefore()
}

/** What ran before the guard was disarmed; null when no receipt says. Pure. */
export const receiptBeforeDisarm = (receipts: readonly FiledReceipt[]): FiledReceipt | null =>
  receipts.findLast(({ receipt }) => receipt.kind !== 'disarm') ?? null

/** Whether the tenant runs this very code under these very bindings. Pure. */
export const isRunning = (
  { actions, bindings }: Pick<Receipt, 'actions' | 'bindings'>,
  actual: ActualTenant,
): boolean =>
  actions.every(({ name, sha256: hash }) => hashOf(actual, name) === hash) &&
  Object.entries(bindings).every(
    ([trigger, names]) => boundTo(actual, trigger).join('\n') === names.join('\n'),
  )

function hashOf(actual: ActualTenant, name: string): string | null {
  const remote = actual.resources.find((one) => one.type === 'actions' && one.name === name)?.action
  return remote === undefined || remote.versionId === null ? null : sha256(remote.code)
}

const nothingBefore = (): UserFault =>
  new UserFault([
    {
      code: 'receipt_missing',
      message: 'no receipt says what ran before what runs now',
      fix: 'name a receipt, point `--receipts` at the folder that CI keeps, or check out an earlier commit and deploy it',
    },
  ])
