import { objectsIn, textOf } from '../../ground/json-value.ts'
import { sha256 } from '../../ground/sha256.ts'
import type { GuardedTenant, RemoteResource } from '../tenant-state/guarded-tenant.ts'
import type { KnownSecret, KnownSecrets } from './known-secrets.ts'
import type { DeployReceipt, ShippedAction } from './receipt.ts'

export type ReceiptInputs = Omit<
  DeployReceipt,
  'version' | 'actions' | 'bindings' | 'rulebook' | 'outcome'
> & {
  /** Names of the Actions that are ours to record. */
  readonly ours: ReadonlySet<string>
  /** As read back. */
  readonly actual: GuardedTenant
  readonly known: KnownSecrets
  readonly uploadedSecret: UploadedSecret
  readonly keyId: string | null
}

/**
 * Fingerprint of a secret's value as it was uploaded just now, and when the tenant said, in its answer to
 * that upload, that it was written; null where none was. The time that is read back may be somebody else's.
 */
export type UploadedSecret = (
  action: Pick<RemoteResource, 'name' | 'id'>,
  secret: string,
) => Pick<KnownSecret, 'fingerprint' | 'writtenAt'> | null

export type Recorded = {
  /** Still without an outcome: nobody has compared yet. */
  readonly receipt: Omit<DeployReceipt, 'outcome'>
  readonly codes: readonly string[]
}

/** What the tenant runs now, of what git manages: read back, not remembered. Pure. */
export function makeReceipt(inputs: ReceiptInputs): Recorded {
  const { ours, actual, known, uploadedSecret, keyId, ...rest } = inputs
  const actions = actual.resources.filter(({ type, name }) => type === 'actions' && ours.has(name))
  const codes = actions.map(({ action }) => action?.code ?? '')
  return {
    receipt: {
      version: 1,
      ...rest,
      rulebook: codes.flatMap((code) => rulebookOf(code) ?? []).join(' ') || null,
      actions: actions.map((remote) => shippedAction(remote, inputs)),
      bindings: Object.fromEntries(
        actual.resources
          .filter(({ type }) => type === 'triggers')
          .map(({ name, value }) => [
            name,
            objectsIn(value.bindings).map(({ action_name: action }) => textOf(action)),
          ]),
      ),
    },
    codes,
  }
}

/** From the header that the build writes. */
const rulebookOf = (code: string): string | null =>
  /^\/\/ inputs [0-9a-f]+, rulebook ([0-9a-f]+)$/m.exec(code)?.[1] ?? null

function shippedAction(
  { name, id, value, action }: RemoteResource,
  { known, uploadedSecret, keyId }: ReceiptInputs,
): ShippedAction {
  const [trigger] = objectsIn(value.supported_triggers)
  const secrets = Object.entries(action?.secretsWrittenAt ?? {}).map(([secret, writtenAt]) => {
    const uploaded = uploadedSecret({ name, id }, secret)
    if (uploaded !== null && keyId !== null) return [secret, { ...uploaded, keyId }]
    const before = known[name]?.[secret]
    return [secret, before?.writtenAt === writtenAt ? before : null]
  })
  return {
    name,
    id,
    trigger: textOf(trigger?.id),
    triggerVersion: textOf(trigger?.version),
    runtime: textOf(value.runtime),
    dependencies: objectsIn(value.dependencies).map((dependency) => ({
      name: textOf(dependency.name),
      version: textOf(dependency.version),
    })),
    version:
      action === undefined || action.versionId === null
        ? null
        : { id: action.versionId, number: action.versionNumber },
    sha256: sha256(action?.code ?? ''),
    secrets: Object.fromEntries(secrets),
  }
}
