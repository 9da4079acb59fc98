import { guardedTrigger } from '../../bundle/bundle-action.ts'
import { judgeBundle } from '../../bundle/bundle-laws.ts'
import { sha256 } from '../../ground/sha256.ts'
import type { Fault } from '../../ground/user-fault.ts'
import type { DeployReceipt, FiledReceipt, ShippedAction } from '../receipts/receipt.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { boundTo } from './bound-to.ts'
import { namesKeys, rekey } from './rekey.ts'

/** What has to be done to one Action so that it runs what a receipt says. */
export type RestorationStep = {
  readonly action: ShippedAction
  /** Of the Action that is there; null when it is gone. */
  readonly id: string | null
  /** SHA-256 of what will run. */
  readonly sha256: string
  readonly how:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'revive'; readonly versionId: string }
    /** With today's secrets; `why` the old version is not used. */
    | { readonly kind: 'upload'; readonly code: string; readonly why: string }
}

export type Restoration = {
  readonly steps: readonly RestorationStep[]
  /** Triggers whose lists are not as in the receipt. */
  readonly bindings: Readonly<Record<string, readonly string[]>>
  /** Actions of others that the receipt binds and the tenant has no more: nothing can run them. */
  readonly gone: readonly string[]
  readonly faults: readonly Fault[]
}

export type RestorationInputs = {
  readonly target: FiledReceipt
  readonly actual: GuardedTenant
  /** Ids of the environment's keys today. */
  readonly keys: DeployReceipt['keys']
  /** Code that somebody vouches for, by its hash; null where it is not there any more. */
  readonly codes: Readonly<Record<string, string | null>>
  /** Names of all Actions that any receipt shipped; whatever else is bound, others have bound. */
  readonly ours: ReadonlySet<string>
  /** Versions that the tenant still has with the very code of the receipt, by id. */
  readonly livingVersions: ReadonlySet<string>
}

/** Pure. Secrets belong to versions at Auth0, so a version is revived only under the same keys. */
export function planRestoration(inputs: RestorationInputs): Restoration {
  const { target, actual } = inputs
  const planned = target.receipt.actions.map((action) => planStep(action, inputs))
  const gone = goneSince(inputs)
  return {
    steps: planned.flatMap(({ step }) => (step === null ? [] : [step])),
    bindings: Object.fromEntries(
      Object.entries(target.receipt.bindings).flatMap(([trigger, names]) => {
        const bound = boundTo(actual, trigger)
        const listed = names.filter((name) => !gone.includes(name))
        const wanted = withOthers(listed, bound, inputs.ours)
        return wanted.join('\n') === bound.join('\n') ? [] : [[trigger, wanted] as const]
      }),
    ),
    gone,
    faults: [...repeated(target), ...planned.flatMap(({ faults }) => faults)],
  }
}

/** A guard that is gone is uploaded anew, or a fault. */
function goneSince({ target: { receipt }, actual }: RestorationInputs): readonly string[] {
  const there = new Set([
    ...actual.resources.flatMap(({ type, name }) => (type === 'actions' ? [name] : [])),
    ...actual.resources.flatMap(({ type, name }) =>
      type === 'triggers' ? boundTo(actual, name) : [],
    ),
    ...receipt.actions.map(({ name }) => name),
  ])
  const bound = new Set(Object.values(receipt.bindings).flat())
  return [...bound].filter((name) => !there.has(name) && guardedTrigger(name) === null)
}

/** Of two entries of one name, one would be judged and the other done. */
const repeated = ({ file, receipt: { actions } }: FiledReceipt): readonly Fault[] =>
  actions
    .map(({ name }) => name)
    .filter((name, index, all) => all.indexOf(name) < index)
    .map((name) => ({
      code: 'receipt_invalid',
      message: `\`${name}\` stands in receipt \`${file}\` more than once`,
      fix: 'go back to another receipt: no command files one like it',
    }))

/** What others have bound stays where it stands: behind what it is behind of today, else before what follows. */
const withOthers = (
  listed: readonly string[],
  bound: readonly string[],
  ours: ReadonlySet<string>,
): readonly string[] =>
  bound.reduce((list, name, index) => {
    if (list.includes(name) || ours.has(name)) return list
    const before = bound.slice(0, index).findLast((one) => list.includes(one))
    const after = bound.slice(index).find((one) => list.includes(one))
    if (before !== undefined) return list.toSpliced(list.indexOf(before) + 1, 0, name)
    return list.toSpliced(after === undefined ? list.length : list.indexOf(after), 0, name)
  }, listed)

type Planned = { readonly step: RestorationStep | null; readonly faults: readonly Fault[] }

function planStep(action: ShippedAction, inputs: RestorationInputs): Planned {
  const { target, actual, keys, livingVersions } = inputs
  const remote = actual.resources.find(
    ({ type, name }) => type === 'actions' && name === action.name,
  )
  const id = remote?.id ?? null
  const isSameKeys = sameKeys(target.receipt.keys, keys)
  const runs = remote?.action?.versionId != null ? sha256(remote.action.code) : null
  const step = (how: RestorationStep['how'], hash = action.sha256): Planned => ({
    step: { action, id, sha256: hash, how },
    faults: [],
  })
  if (isSameKeys && runs === action.sha256) return step({ kind: 'nothing' })
  const versionId = action.version?.id ?? ''
  if (isSameKeys && id !== null && livingVersions.has(versionId)) {
    return step({ kind: 'revive', versionId })
  }
  return planUpload(action, inputs, { id, isSameKeys, runs })
}

function planUpload(
  action: ShippedAction,
  { target, keys, codes }: RestorationInputs,
  { id, isSameKeys, runs }: { id: string | null; isSameKeys: boolean; runs: string | null },
): Planned {
  const misplaced = foreignSecrets(action)
  if (misplaced.length > 0) return { step: null, faults: misplaced }
  if (!target.isSealed && codes[action.sha256] != null) {
    return { step: null, faults: [uploadUnproven(action, target)] }
  }
  const stored = codes[action.sha256] ?? null
  if (stored === null) return { step: null, faults: [codeMissing(action, target)] }
  const code = isSameKeys || !namesKeys(stored) ? stored : rekey(stored, target.receipt.keys, keys)
  if (code === null) return { step: null, faults: [notRekeyed(action)] }
  const trigger = guardedTrigger(action.name)
  const laws = trigger === null ? [] : judgeBundle({ trigger, code })
  if (runs === sha256(code)) {
    return { step: { action, id, sha256: runs, how: { kind: 'nothing' } }, faults: [] }
  }
  const why = isSameKeys
    ? 'its version is gone'
    : 'the keys are others by now, and secrets belong to versions'
  return {
    step: { action, id, sha256: sha256(code), how: { kind: 'upload', code, why } },
    faults: laws,
  }
}

/** What the guard holds is given to nobody else, whatever a receipt says. */
const foreignSecrets = ({ name, secrets }: ShippedAction): readonly Fault[] =>
  guardedTrigger(name) !== null
    ? []
    : Object.keys(secrets)
        .filter((secret) => secret.startsWith('OG_'))
        .map((secret) => ({
          code: 'secret_misplaced',
          message: `\`${name}\` is no guard, and the receipt wants it uploaded with \`${secret}\``,
          fix: 'find out who wrote that receipt; go back to another one',
        }))

const uploadUnproven = ({ name }: ShippedAction, { file }: FiledReceipt): Fault => ({
  code: 'upload_unproven',
  message: `\`${name}\` of receipt \`${file}\` would have to be uploaded with today’s secrets, and nobody vouches for that receipt`,
  fix: 'check out the commit of the receipt and deploy it',
})

export const sameKeys = (one: DeployReceipt['keys'], other: DeployReceipt['keys']): boolean =>
  one.signing === other.signing && one.alsoVerifying === other.alsoVerifying

const codeMissing = (action: ShippedAction, { file, isSealed }: FiledReceipt): Fault => ({
  code: 'code_missing',
  message: `the code of \`${action.name}\` in receipt \`${file}\` (\`${action.sha256.slice(0, 12)}\`) is ${isSealed ? 'neither in the tenant nor beside the receipts' : 'not in the tenant, and none beside a receipt without a seal is used'}`,
  fix: 'check out the commit of the receipt and deploy it',
})

const notRekeyed = (action: ShippedAction): Fault => ({
  code: 'code_not_rekeyed',
  message: `\`${action.name}\` of that receipt does not name its keys as the build writes them, so it cannot be made to accept today’s`,
  fix: 'check out the commit of the receipt, set today’s key ids, and deploy it',
})
