import { createHash } from 'node:crypto'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { isDisarmed } from '../../bundle/disarm-rulebook.ts'
import { printableValue } from '../../printing/printable.ts'
import { type JsonObject, objectsIn, textOf } from '../json-value.ts'
import type { RemoteAction, RemoteResource, Resource } from '../tenant-state/resource.ts'
import { isSecretMark } from '../tenant-state/secret-mark.ts'
import { compareFields } from './compare-fields.ts'
import type { CodeChange, FieldChange } from './plan.ts'
import { unfoldLines } from './unfold-lines.ts'

/** What earlier deploys from here left on record about secrets, by Action and secret. */
export type KnownSecrets = Readonly<Record<string, Readonly<Record<string, KnownSecret>>>>
export type KnownSecret = {
  readonly fingerprint: string
  /** Of the key that the fingerprint was made with. */
  readonly keyId: string
  /** When the tenant says it was written. */
  readonly writtenAt: string
}

export type ActionComparison = {
  readonly fields: readonly FieldChange[]
  readonly code: CodeChange | null
  readonly notes: readonly string[]
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** An Action in git beside the one that is deployed. Pure. */
export function compareAction(
  desired: Resource,
  actual: RemoteResource,
  known: Readonly<Record<string, KnownSecret>>,
  keyId: string | null,
): ActionComparison {
  const { code: wanted, secrets, ...settings } = desired.value
  const remote = actual.action
  const isDeployed = remote?.versionId !== null
  const code = compareCode(desired.name, isDeployed ? (remote?.code ?? null) : null, textOf(wanted))
  const draft: readonly FieldChange[] =
    remote?.hasOtherDraft === true
      ? [{ path: 'draft', kind: 'changed', means: 'the draft is not what is deployed' }]
      : []
  const judged = objectsIn(secrets).map((secret) =>
    judgeSecret(secret, remote, known[textOf(secret.name)], keyId),
  )
  return {
    fields: [
      ...compareFields(settings, actual.value),
      ...draft,
      ...judged.flatMap(({ change }) => (change === null ? [] : [change])),
      ...superfluousSecrets(secrets, actual.value),
    ],
    code,
    notes: judged.flatMap(({ note }) => (note === null ? [] : [note])),
  }
}

/**
 * Null when the bytes are the same. A disarmed Action is compared by its hash alone: every setting of
 * it differs, and on purpose.
 */
export function compareCode(name: string, before: string | null, after: string): CodeChange | null {
  if (before === after) return null
  // A name must not end the line that it stands in.
  const file = `${printableValue(name)}.js`
  const diff =
    before === null || isDisarmed(before)
      ? ''
      : (createTwoFilesPatch(
          `deployed/${file}`,
          `git/${file}`,
          unfoldLines(before),
          unfoldLines(after),
          '',
          '',
          { context: 3, maxEditLength: 4000, headerOptions: FILE_HEADERS_ONLY },
        ) ?? '')
  return { before: before === null ? null : sha256(before), after: sha256(after), diff }
}

type Judgement = { readonly change: FieldChange | null; readonly note: string | null }

/**
 * The tenant never gives a secret back. Whether it is the one at hand is known from the receipt of
 * the deploy that wrote it, as long as nobody wrote it since.
 */
function judgeSecret(
  { name, value }: JsonObject,
  remote: RemoteAction | undefined,
  known: KnownSecret | undefined,
  keyId: string | null,
): Judgement {
  const path = `secrets[${textOf(name)}]`
  const writtenAt = remote?.secretsWrittenAt[textOf(name)]
  const change = (means: string): Judgement => ({
    change: { path, kind: 'changed', means },
    note: null,
  })
  if (writtenAt === undefined) {
    return { change: { path, kind: 'added', means: 'missing in the tenant' }, note: null }
  }
  const wanted = isSecretMark(value) ? value.$fingerprint : null
  if (wanted === null) return note(`${path}: set; not compared, because it was not given here`)
  if (known === undefined || known.keyId !== keyId) {
    return note(`${path}: set; no receipt here says with which value`)
  }
  if (known.writtenAt !== writtenAt) return change('somebody else wrote it since the last deploy')
  return known.fingerprint === wanted ? { change: null, note: null } : change('another value')
}

const note = (text: string): Judgement => ({ change: null, note: text })

function superfluousSecrets(wanted: unknown, actual: JsonObject): readonly FieldChange[] {
  const names = new Set(objectsIn(wanted).map(({ name }) => name))
  return objectsIn(actual.secrets)
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => ({ path: `secrets[${textOf(name)}]`, kind: 'removed' as const }))
}
