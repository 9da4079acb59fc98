import { sha256 } from '../../ground/sha256.ts'
import { UserFault } from '../../ground/user-fault.ts'
import { type DeployReceipt, type FiledReceipt, tookGuardDown } from '../receipts/receipt.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { boundTo } from './bound-to.ts'

/**
 * The receipt before the one that runs now, skipping what took the guard down. After a rollback it is
 * ambiguous, because the one before may be what was just left: a person has to name it. Pure.
 * @throws UserFault when there is none, when receipts that nobody sealed would make it another, when what runs was put there by a rollback, or when a part of it is
 *   an older receipt's: a rollback that was interrupted looks so, and so does somebody's own in the Dashboard
 */
export function receiptBefore(
  receipts: readonly FiledReceipt[],
  actual: GuardedTenant,
): FiledReceipt {
  const target = findBefore(receipts, actual)
  const sealed = receipts.filter(({ isSealed }) => isSealed)
  // Whoever can write a receipt must not choose, by what it says, another one to go back to.
  if (sealed.length > 0 && orNone(sealed, actual) !== target) throw steered(target, receipts)
  return target
}

function orNone(receipts: readonly FiledReceipt[], actual: GuardedTenant): FiledReceipt | null {
  try {
    return findBefore(receipts, actual)
  } catch (error) {
    if (error instanceof UserFault) return null
    throw error
  }
}

function findBefore(receipts: readonly FiledReceipt[], actual: GuardedTenant): FiledReceipt {
  let index = receipts.length - 1
  let isFound = false
  while (index >= 0) {
    const filed = receipts[index] as FiledReceipt
    if (isRunning(filed.receipt, actual)) {
      isFound = true
      const origin = rearmedTo(filed, receipts)
      if (origin.receipt.kind === 'rollback') throw alreadyBack(origin, receipts)
      index = Math.min(index, receipts.indexOf(origin))
    } else if (!tookGuardDown(filed)) {
      const older = receipts.slice(0, index)
      if (!isFound && runsOlderCode(filed, older, actual)) throw partlyBack(filed, receipts)
      return filed
    }
    index -= 1
  }
  throw nothingBefore()
}

/** Whether an Action runs what an older receipt says of it, and not what this one says. */
const runsOlderCode = (
  { receipt }: FiledReceipt,
  older: readonly FiledReceipt[],
  actual: GuardedTenant,
): boolean =>
  receipt.actions.some(({ name, sha256: hash }) => {
    const runs = hashOf(actual, name)
    const earlier = older.flatMap((one) => one.receipt.actions.filter((two) => two.name === name))
    return runs !== hash && earlier.some((one) => one.sha256 === runs)
  })

/** Follows a rearm to the receipt that it restored; any other stands for itself. */
function rearmedTo(filed: FiledReceipt, receipts: readonly FiledReceipt[]): FiledReceipt {
  const { kind, wentBackTo } = filed.receipt
  const origin =
    kind === 'rearm' ? receipts.find(({ file }) => file === wentBackTo && file < filed.file) : null
  return origin == null ? filed : rearmedTo(origin, receipts)
}

/** What ran before the guard was disarmed; null when no receipt says. Pure. */
export const receiptBeforeDisarm = (receipts: readonly FiledReceipt[]): FiledReceipt | null =>
  receipts.findLast((one) => !tookGuardDown(one)) ?? null

/** Whether the tenant runs this very code under these very bindings. Pure. */
export const isRunning = (
  {
    actions,
    bindings,
  }: Pick<DeployReceipt, 'actions'> & {
    readonly bindings: Readonly<Record<string, readonly string[]>>
  },
  actual: GuardedTenant,
): boolean =>
  actions.every(({ name, sha256: hash }) => hashOf(actual, name) === hash) &&
  Object.entries(bindings).every(
    ([trigger, names]) => boundTo(actual, trigger).join('\n') === names.join('\n'),
  )

function hashOf(actual: GuardedTenant, name: string): string | null {
  const remote = actual.resources.find((one) => one.type === 'actions' && one.name === name)?.action
  return remote === undefined || remote.versionId === null ? null : sha256(remote.code)
}

const MOST_NAMED = 5

const alreadyBack = ({ receipt }: FiledReceipt, receipts: readonly FiledReceipt[]): UserFault =>
  unnamed(
    `what runs now is what the rollback of \`${receipt.at}\` went back to, \`${receipt.wentBackTo}\`: nobody but you knows what to go back to from there`,
    receipts,
  )

const steered = ({ file }: FiledReceipt, receipts: readonly FiledReceipt[]): UserFault =>
  unnamed(
    `with receipts that these credentials have not sealed, the one before is \`${file}\`, and another or none without them`,
    receipts,
  )

const partlyBack = ({ file }: FiledReceipt, receipts: readonly FiledReceipt[]): UserFault =>
  unnamed(
    `what runs now is in part older than the newest receipt, \`${file}\`: a rollback may have been interrupted, and nobody but you knows what it was to go back to`,
    receipts,
  )

function unnamed(message: string, receipts: readonly FiledReceipt[]): UserFault {
  const choices = receipts
    .filter(({ receipt: { kind } }) => kind === 'deploy')
    .slice(-MOST_NAMED)
    .map(({ file, receipt: { commit } }) => `\`${file}\` (${commit?.slice(0, 12) ?? 'no commit'})`)
  return new UserFault([
    {
      code: 'receipt_unnamed',
      message,
      fix: `name a receipt: \`npm run rollback -- <receipt.json> --reason …\`; the deploys, oldest first: ${choices.join(', ') || 'none here'}`,
    },
  ])
}

const nothingBefore = (): UserFault =>
  new UserFault([
    {
      code: 'receipt_missing',
      message: 'no receipt says what ran before what runs now',
      fix: 'name a receipt, point `--receipts` at the folder that CI keeps, or check out an earlier commit and deploy it',
    },
  ])
