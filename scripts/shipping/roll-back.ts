import { triedAgainBy } from '../auth0/asking.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import { guardedTrigger } from '../bundle/bundle-action.ts'
import type { Uploads } from '../gateway/draft-difference.ts'
import type { Answer } from '../ground/answer.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { refuseFaults, UserFault } from '../ground/user-fault.ts'
import { assertTyped, typedAddress } from './apply/assert-allowed.ts'
import { assertKeysRetirable } from './assert-keys-retirable.ts'
import { readCircumstances } from './receipts/circumstances.ts'
import { fileReceipt } from './receipts/file-receipt.ts'
import { knownSecrets } from './receipts/known-secrets.ts'
import type { FiledReceipt } from './receipts/receipt.ts'
import { uploadedSecret } from './receipts/uploaded-secret.ts'
import { assertReason } from './restore/assert-reason.ts'
import { assertSealed } from './restore/assert-sealed.ts'
import { type Kept, keepTrusted } from './restore/keep-trusted.ts'
import type { Restoration } from './restore/plan-restoration.ts'
import { isRunning, receiptBefore } from './restore/receipt-before.ts'
import { describeRestoration, prepareRestoration, restore } from './restore/restore-receipt.ts'
import { openSession, type Session } from './session.ts'
import { shippedAnswer } from './shipped-answer.ts'
import type { GuardedTenant } from './tenant-state/guarded-tenant.ts'
import { readGuardedTenant } from './tenant-state/read-guarded-tenant.ts'

export type RollbackOptions = {
  /** Name of its file. */
  readonly environment: string
  /** Empty for the receipt before the current one. */
  readonly receiptFile: string
  readonly domain: string
  readonly actor: string
  readonly reason: string
  readonly receipts: string
  /** Whoever says so has read the receipt: nobody vouches for it. */
  readonly unsealed: boolean
  /** How many marks under a retired key may be lost. */
  readonly marksToLose: number
}

export const GUARD_SCOPES = ['read:actions', 'update:actions', 'create:actions']

/** Code and bindings of a receipt; nothing is built, so that it works when the build does not. */
export async function rollBack(
  options: RollbackOptions,
  surroundings: Surroundings,
): Promise<Answer> {
  const { environment, receipts } = options
  assertReason(options.reason, 'rollback', 'takes back what somebody deployed')
  const session = await openSession({ environment, receipts, withoutSecrets: true }, surroundings)
  assertTyped(session.project, session.access.address.domain, options.domain)
  assertScopes(session.access, GUARD_SCOPES)
  const filed = await session.receipts.list()
  const named = options.receiptFile === '' ? null : await session.receipts.read(options.receiptFile)
  const actual = await readGuardedTenant(
    session.access,
    triggersIn(named === null ? filed : [...filed, named]),
  )
  const target = named ?? receiptBefore(filed, actual)
  return goBackTo(target, { kind: 'rollback', session, actual, options, surroundings })
}

export type GoingBack = {
  readonly kind: 'rollback' | 'rearm'
  readonly session: Session
  readonly actual: GuardedTenant
  readonly options: Pick<
    RollbackOptions,
    'actor' | 'reason' | 'receipts' | 'unsealed' | 'marksToLose'
  >
  readonly surroundings: Surroundings
}

/** @throws UserFault before the first write when the receipt cannot be gone back to */
export async function goBackTo(target: FiledReceipt, going: GoingBack): Promise<Answer> {
  const { session, actual, surroundings, kind, options } = going
  const { print, progress } = surroundings
  const { receipt, file } = target
  if (!options.unsealed) assertSealed(target)
  const restoration = await prepareRestoration(session, target, actual)
  const commit = receipt.commit?.slice(0, 12) ?? 'no commit'
  print(`${kind} of ${session.access.address.domain} to ${file} (${receipt.kind}, ${commit})`)
  const steps = describeRestoration(restoration)
  for (const step of steps) print(`  ${step}`)
  if (steps.length === 0) {
    print('nothing to do: that is what runs')
    return shippedAnswer(session, true, null, { wentBackTo: file, steps })
  }
  await assertKeysRetirable({
    root: surroundings.root,
    project: session.project,
    receipts: session.receipts,
    nowMs: surroundings.nowMs(),
    marksToLose: options.marksToLose,
  })
  try {
    const { result: uploads, untold } = await keepTrusted(session, actual, progress, () =>
      restore(session, restoration, actual, progress),
    )
    return await fileAndReport(target, { restoration, uploads, untold }, going)
  } catch (error) {
    throw error instanceof UserFault ? stoppedOnTheWay(error, target, going) : error
  }
}

/** What runs by now is in part the receipt's: unnamed, nobody would know which one was meant. */
function stoppedOnTheWay(
  { faults }: UserFault,
  { file }: FiledReceipt,
  { session: { project, access }, options }: GoingBack,
): UserFault {
  const words = [file, typedAddress(project, access.address.domain)]
  if (options.receipts !== '') words.push(`--receipts ${options.receipts}`)
  if (options.unsealed) words.push('--unsealed')
  const command = `\`npm run rollback -- ${words.join(' ')} --reason …\``
  return new UserFault(faults.map((fault) => triedAgainBy(command, fault)))
}

type Restored = Pick<Kept<Uploads>, 'untold'> & {
  readonly restoration: Restoration
  readonly uploads: Uploads
}

async function fileAndReport(
  target: FiledReceipt,
  { restoration, uploads, untold }: Restored,
  { kind, session, options, surroundings }: GoingBack,
): Promise<Answer> {
  const { root, environmentVariables, nowMs, print } = surroundings
  const { steps, bindings, gone } = restoration
  const listed = Object.entries(target.receipt.bindings).map(
    ([trigger, names]) => [trigger, names.filter((name) => !gone.includes(name))] as const,
  )
  const earlier = await session.receipts.list()
  const after = await readGuardedTenant(session.access, Object.keys(target.receipt.bindings))
  const wanted = {
    bindings: { ...Object.fromEntries(listed), ...bindings },
    actions: steps.map(({ action, sha256 }) => ({ ...action, sha256 })),
  }
  const holds = isRunning(wanted, after)
  const filed = await fileReceipt(session, {
    kind,
    actual: after,
    at: new Date(nowMs()).toISOString(),
    circumstances: await readCircumstances(root, options.actor, environmentVariables),
    reason: options.reason === '' ? null : options.reason,
    plan: null,
    ours: new Set(wanted.actions.map(({ name }) => name)),
    uploadedSecret: uploadedSecret(session, uploads),
    // A revived version brings its secrets with it, as its receipt knew them.
    known: knownSecrets([...earlier, target]),
    wentBackTo: target.file,
    onlyIfNew: false,
    holds: async () => {
      refuseFaults(untold)
      return { holds }
    },
  })
  print(`read back: the tenant ${holds ? 'runs' : 'does not run'} what the receipt says`)
  const answer = shippedAnswer(session, holds, filed, {
    wentBackTo: target.file,
    steps: describeRestoration(restoration),
  })
  if (kind !== 'rollback') return answer
  return {
    ...answer,
    text: lines(...(answer.text === undefined ? [] : [answer.text]), GIT_SAYS_OTHERWISE),
  }
}

const GIT_SAYS_OTHERWISE =
  'git still says otherwise: revert the commit, or the next `deploy` brings it back'

/** Whose bindings these receipts are about, whether they say what is bound there or not. */
export const triggersIn = (filed: readonly FiledReceipt[]): readonly string[] => [
  ...new Set(
    filed.flatMap(({ receipt }) => [
      ...Object.keys(receipt.bindings),
      ...receipt.actions.flatMap(({ name }) => guardedTrigger(name) ?? []),
    ]),
  ),
]
