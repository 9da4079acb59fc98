import { canonicalJson } from '../../ground/json-value.ts'
import type { Session } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import type { Circumstances } from './circumstances.ts'
import type { KnownSecrets } from './known-secrets.ts'
import { knownSecrets } from './known-secrets.ts'
import { makeReceipt, type UploadedSecret } from './make-receipt.ts'
import type { DeployReceipt, FiledReceipt } from './receipt.ts'

export type Filing = {
  readonly kind: DeployReceipt['kind']
  /** As read back. */
  readonly actual: GuardedTenant
  readonly at: string
  readonly circumstances: Circumstances
  readonly reason: string | null
  readonly plan: string | null
  readonly ours: ReadonlySet<string>
  readonly uploadedSecret: UploadedSecret
  readonly modules?: NonNullable<DeployReceipt['modules']>
  readonly openings?: NonNullable<DeployReceipt['openings']>
  readonly removed?: NonNullable<DeployReceipt['removed']>
  /** What is known of secrets; what the receipts say where it is left out. */
  readonly known?: KnownSecrets
  readonly wentBackTo: string | null
  /** No receipt where the newest one already says what runs. */
  readonly onlyIfNew: boolean
  /** Compares, knowing the secrets as this receipt records them. */
  readonly holds: (known: KnownSecrets) => Promise<VerifiedOutcome>
}

export type VerifiedOutcome = Pick<DeployReceipt, 'held' | 'settled'> & { readonly holds: boolean }

/**
 * Records what runs, then how the comparison came out. Where it came to no end, what runs is recorded all the
 * same: the times of secrets just written would else be known to nobody, and no later command could compare them.
 * @returns null when there was nothing to record
 * @throws what the comparison threw
 */
export async function fileReceipt(session: Session, filing: Filing): Promise<FiledReceipt | null> {
  const { project, access, receipts, keyId } = session
  const earlier = await receipts.list()
  const { circumstances, onlyIfNew, holds, known: _given, ...inputs } = filing
  const { receipt, codes } = makeReceipt({
    ...inputs,
    ...circumstances,
    known: filing.known ?? knownSecrets(earlier),
    keyId,
    environment: project.environmentName,
    domain: access.address.domain,
    keys: {
      signing: project.environment.keys.signing,
      alsoVerifying: project.environment.keys.alsoVerifying,
    },
  })
  const newest = earlier.at(-1)?.receipt
  if (onlyIfNew && newest !== undefined && runsTheSame(newest, receipt)) return null
  const draft: FiledReceipt = {
    file: '',
    receipt: { ...receipt, outcome: 'differences' },
    isSealed: true,
    isProven: true,
  }
  const compared = await holds(knownSecrets([...earlier, draft])).catch(async (error: unknown) => {
    await receipts.write(draft.receipt, codes)
    throw error
  })
  const { holds: isVerified, ...found } = compared
  return receipts.write(
    { ...receipt, outcome: isVerified ? 'verified' : 'differences', ...found },
    codes,
  )
}

/** The line that says where it is, and what it cannot say. */
export const renderFiled = ({ file, receipt }: FiledReceipt): string =>
  `receipt ${file}${receipt.commit === null ? ', which names no commit: this folder is no git repository' : ''}`

/** The same code under the same bindings, whatever the versions are called. */
export const runsTheSame = (
  one: Pick<DeployReceipt, 'actions' | 'bindings'>,
  other: Pick<DeployReceipt, 'actions' | 'bindings'>,
): boolean => whatRuns(one) === whatRuns(other)

const whatRuns = ({ actions, bindings }: Pick<DeployReceipt, 'actions' | 'bindings'>): string =>
  canonicalJson([
    Object.fromEntries(actions.map(({ name, sha256, version }) => [name, version && sha256])),
    bindings,
  ])
