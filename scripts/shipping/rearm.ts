import { asking } from '../auth0/asking.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import { isDisarmed } from '../bundle/disarm-rulebook.ts'
import { fitSecretNames } from '../bundle/fit-secrets.ts'
import type { StagedAction } from '../bundle/prepare-stage.ts'
import { stageTenant } from '../bundle/stage-tenant.ts'
import { below } from '../gateway/call.ts'
import { ACTIONS, type Uploads } from '../gateway/draft-difference.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { type JsonObject, recordOf } from '../ground/json-value.ts'
import { sha256 } from '../ground/sha256.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { refuseFaults, UserFault } from '../ground/user-fault.ts'
import { checkSecrets, demandedSecrets } from '../project/check-secrets.ts'
import { assertTyped } from './apply/assert-allowed.ts'
import { readCircumstances } from './receipts/circumstances.ts'
import { fileReceipt } from './receipts/file-receipt.ts'
import { knownSecrets } from './receipts/known-secrets.ts'
import type { DeployReceipt, FiledReceipt } from './receipts/receipt.ts'
import { uploadedSecret } from './receipts/uploaded-secret.ts'
import { type Kept, keepTrusted } from './restore/keep-trusted.ts'
import { sameKeys } from './restore/plan-restoration.ts'
import { receiptBeforeDisarm } from './restore/receipt-before.ts'
import { shipAction } from './restore/ship-action.ts'
import { GUARD_SCOPES, goBackTo, type RollbackOptions, triggersIn } from './roll-back.ts'
import { openSession, type Session } from './session.ts'
import { shippedAnswer } from './shipped-answer.ts'
import type { GuardedTenant, RemoteResource } from './tenant-state/guarded-tenant.ts'
import { guardsIn } from './tenant-state/guards-in.ts'
import { readGuardedTenant } from './tenant-state/read-guarded-tenant.ts'

export type RearmOptions = Omit<RollbackOptions, 'receiptFile'> & {
  /** Puts up the enforced bundle of what is checked out here, whatever ran before. */
  readonly fromCheckout: boolean
}

/**
 * Puts back what ran before the guard was disarmed.
 * @throws UserFault when no receipt says what that was, and nobody chose what is checked out instead
 */
export async function rearm(options: RearmOptions, surroundings: Surroundings): Promise<Answer> {
  const { environment, receipts } = options
  const session = await openSession({ environment, receipts, withoutSecrets: true }, surroundings)
  assertTyped(session.project, session.access.address.domain, options.domain)
  assertScopes(session.access, GUARD_SCOPES)
  return orStillDown(await putUp(session, options, surroundings), session, surroundings)
}

async function putUp(
  session: Session,
  options: RearmOptions,
  surroundings: Surroundings,
): Promise<Answer> {
  const filed = await session.receipts.list()
  const actual = await readGuardedTenant(session.access, triggersIn(filed))
  const disarmed = actual.resources.filter(isDown)
  if (disarmed.length === 0) {
    surroundings.print(`nothing to do: no guard of ${session.access.address.domain} is disarmed`)
    return shippedAnswer(session, true, null)
  }
  const before = receiptBeforeDisarm(filed)
  if (options.fromCheckout) {
    if (before !== null) assertSameKeys(before, session)
    else surroundings.print(keysUnknown(session))
    return rearmFromBuild(session, disarmed, actual, options, surroundings)
  }
  if (before === null) throw nothingBefore()
  return goBackTo(before, { kind: 'rearm', session, actual, options, surroundings })
}

/** Nothing but the code is put up: for other keys than the secrets beside it, it would refuse everybody. */
function assertSameKeys({ file, receipt }: FiledReceipt, { project: { environment } }: Session) {
  if (sameKeys(receipt.keys, environment.keys)) return
  throw new UserFault([
    {
      code: 'keys_not_deployed',
      message: `what is checked out here is for ${idsOf(environment.keys)}, and the guard holds ${idsOf(receipt.keys)}, as \`${file}\` says: it would refuse people`,
      fix: 'run `npm run rearm` without `--from-checkout`, or check out a commit that names the keys of the last deploy',
    },
  ])
}

const keysUnknown = ({ project: { environment } }: Session): string =>
  `no receipt says which keys the guard held: whoever is locked by others than ${idsOf(environment.keys)} will be refused`

const idsOf = ({ signing, alsoVerifying }: DeployReceipt['keys']): string =>
  alsoVerifying === null ? `key \`${signing}\`` : `keys \`${signing}\` and \`${alsoVerifying}\``

const nothingBefore = (): UserFault =>
  new UserFault([
    {
      code: 'receipt_missing',
      message: 'no receipt says what ran before the guard was disarmed',
      fix: 'point `--receipts` at the folder that CI keeps, or add `--from-checkout` to put up what is checked out here',
    },
  ])

async function rearmFromBuild(
  session: Session,
  disarmed: readonly RemoteResource[],
  before: GuardedTenant,
  options: RearmOptions,
  surroundings: Surroundings,
): Promise<Answer> {
  const { root, nowMs, environmentVariables, print, progress } = surroundings
  print('putting up the bundle of what is checked out here')
  const staged = await stageTenant(root, options.environment, nowMs(), environmentVariables)
  const pairs = disarmed.flatMap((remote): (readonly [RemoteResource, StagedAction])[] => {
    const armed = staged.actions.find(({ name }) => name === remote.name)
    return armed === undefined ? [] : [[remote, armed]]
  })
  // What neither is up nor can be put up is said by `orStillDown`: there is nothing to file.
  if (pairs.length === 0) return shippedAnswer(session, true, null)
  const { project, secrets, access } = session
  const contents = pairs.map(([{ id, name }, { code }]) => ({
    id,
    name,
    content: contentOf(code, session),
  }))
  const needed = contents.flatMap(({ content }) => content.secrets.map(({ name }) => name))
  refuseFaults(checkSecrets(project, secrets, [...new Set(needed)]))
  const uploads = new Map<string, JsonObject>()
  const { untold } = await keepTrusted(session, before, progress, () =>
    asking(access.address.domain, 'rearming', async () => {
      for (const { id, name, content } of contents) {
        progress(`rearming ${name}`)
        uploads.set(below(ACTIONS, id), await shipAction(access.port, id, content))
      }
    }),
  )
  return report(session, { pairs, uploads, before, untold }, options, surroundings)
}

/**
 * All that runs with the code: an interrupted deploy, or somebody in the Dashboard, may have left other
 * secrets or packages in the draft, and they would go into use beside it.
 */
const contentOf = (code: string, { project: { environment }, secrets }: Session) => ({
  code,
  dependencies: [],
  secrets: fitSecretNames(demandedSecrets(environment), environment.keys)
    .filter((name) => code.includes(name))
    .map((name) => ({ name, value: secrets[name] ?? '' })),
})

type PutUp = {
  readonly pairs: readonly (readonly [RemoteResource, StagedAction])[]
  readonly uploads: Uploads
  readonly before: GuardedTenant
  readonly untold: Kept<unknown>['untold']
}

async function report(
  session: Session,
  { pairs, uploads, before, untold }: PutUp,
  { actor, reason }: RearmOptions,
  { root, environmentVariables, nowMs, print }: Surroundings,
): Promise<Answer> {
  const after = await readGuardedTenant(session.access, [
    ...new Set([...triggersOf(before), ...pairs.map(([, { trigger }]) => trigger)]),
  ])
  const holds = pairs.every(([{ name }, armed]) =>
    after.resources.some(
      (one) =>
        one.type === 'actions' &&
        one.name === name &&
        sha256(one.action?.code ?? '') === armed.sha256,
    ),
  )
  const filed = await fileReceipt(session, {
    kind: 'rearm',
    actual: after,
    at: new Date(nowMs()).toISOString(),
    circumstances: await readCircumstances(root, actor, environmentVariables),
    reason: reason === '' ? null : reason,
    plan: null,
    // All that are up: whoever takes the guard down next puts it up again by this receipt.
    ours: new Set(guardsIn(after).flatMap((one) => (isDown(one) ? [] : [one.name]))),
    uploadedSecret: uploadedSecret(session, uploads),
    known: knownSecrets(await session.receipts.list()),
    wentBackTo: null,
    onlyIfNew: false,
    holds: async () => {
      refuseFaults(untold)
      return { holds }
    },
  })
  print(holds ? 'rearmed' : 'read back: not every guard runs the enforced bundle')
  return shippedAnswer(session, holds, filed)
}

const triggersOf = ({ resources }: GuardedTenant): readonly string[] =>
  resources.flatMap(({ type, name }) => (type === 'triggers' ? [name] : []))

const isDown = ({ action }: RemoteResource): boolean => isDisarmed(action?.code ?? null)

/** What neither the receipt nor the checkout holds was put up by nobody, and `deploy` waits for it. */
async function orStillDown(
  answer: Answer,
  { access }: Session,
  { print }: Surroundings,
): Promise<Answer> {
  const { resources } = await readGuardedTenant(access, [])
  const disarmed = resources.filter(isDown).map(({ name }) => name)
  if (disarmed.length === 0) return answer
  print(
    `still disarmed: ${disarmed.map((name) => `\`${name}\``).join(', ')}, of which nothing here holds the enforced code: check out a commit that has it and add \`--from-checkout\`; or delete it in the tenant, if git dropped it`,
  )
  const json = { ...recordOf(answer.json), holds: false, disarmed }
  return { ...answer, exit: EXIT.differences, json }
}
