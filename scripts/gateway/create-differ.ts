import { isObject, type JsonObject, objectsIn, textOf } from '../ground/json-value.ts'
import { compareFields, uncompared } from './compare-fields.ts'
import { moduleKey } from './draft-difference.ts'
import type { FieldChange } from './field-change.ts'
import { type HeldValues, isHeld } from './held-secrets.ts'
import { NEVER_GIVEN_BACK, NOT_COMPARED } from './not-compared.ts'
import { type Fingerprint, isSecretMark, secretMark } from './secret-mark.ts'
import type { SecretStandIns } from './secret-stand-ins.ts'

/** Lists the fields that a write would change; none where the thing is so already. */
export type Differ = (
  path: string,
  members: JsonObject,
  before: JsonObject,
  isWhole: boolean,
) => Difference

export type Difference = {
  readonly fields: readonly FieldChange[]
  /** Sentences about fields that could not be compared. */
  readonly notes: readonly string[]
}

export type DifferSettings = {
  readonly standIns: SecretStandIns
  readonly fingerprint: Fingerprint
  readonly held: HeldValues
  readonly knowSecret: (secret: ComparedSecret) => SecretKnowledge
}

/** What is on record about an Action's secret as it stands in the tenant. */
export type SecretKnowledge = 'the same' | 'another value' | 'written since' | 'nothing known'

export type ComparedSecret = {
  readonly action: string
  readonly name: string
  readonly fingerprint: string
  /** When the tenant says it was written. */
  readonly writtenAt: string
}

export const isAction = (path: string): boolean => /^\/actions\/actions\/[^/]+$/.test(path)

export function createDiffer(settings: DifferSettings): Differ {
  const { standIns, fingerprint, held } = settings
  return (path, members, before, isWhole) => {
    const wanted = standIns.mark(members)
    const existing = standIns.hide(before)
    if (isAction(path) || isModule(path)) return compareAction(path, wanted, existing, settings)
    const differing = compareFields(wanted, existing, '', isWhole)
    const sent = differing.filter((one) => isHeld(one, wanted, held[path] ?? {}, fingerprint))
    const fields = differing.filter((one) => !sent.includes(one))
    const gone = isConnection(path) ? goneOptions(wanted, existing) : []
    return {
      // What would go alone is no reason for a write: the tenant may show it of itself.
      fields: [...fields, ...(fields.length > 0 ? gone : [])],
      notes: [
        ...uncompared(wanted, existing).map((place) => `${place}: ${NOT_GIVEN}`),
        ...sent.map(({ path: place }) => `${place}: ${AS_SENT}`),
        ...(fields.length > 0 ? [] : gone.map(({ path: place }) => `${place}: ${NOT_BESIDE}`)),
      ],
    }
  }
}

const isConnection = (path: string): boolean => /^\/connections\/[^/]+$/.test(path)

/**
 * They are replaced whole, and come here with all that stays (`kept-back.ts`).
 * @fact A database that is made with a `passwordPolicy` is shown with `password_options` of their own defaults beside it,
 * until it is changed. (requests of auth0-deploy-cli's tests, connections; recorded 2026-08-10)
 */
const goneOptions = (
  { options: wanted }: JsonObject,
  { options: existing }: JsonObject,
): readonly FieldChange[] =>
  isObject(wanted) && isObject(existing)
    ? Object.keys(existing)
        .filter((name) => !Object.hasOwn(wanted, name) && !isNothing(existing[name]))
        .map((name) => ({ path: `options.${name}`, kind: 'removed' }))
    : []

const isNothing = (value: unknown): boolean => [undefined, null, false].some((one) => one === value)

/** Secrets of a module are compared as an Action's are: by name and time of writing. */
export const isModule = (path: string): boolean => /^\/actions\/modules\/[^/]+$/.test(path)

function compareAction(
  path: string,
  { code, secrets, ...wanted }: JsonObject,
  existing: JsonObject,
  settings: DifferSettings,
): Difference {
  const name = textOf(wanted.name ?? existing.name)
  const judged = objectsIn(secrets).map((secret) =>
    judgeSecret(secret, existing, isAction(path) ? name : moduleKey(name), settings),
  )
  const names = new Set(objectsIn(secrets).map(({ name }) => name))
  const superfluous = secrets === undefined ? [] : objectsIn(existing.secrets)
  const changedCode: readonly FieldChange[] =
    code === undefined || code === existing.code ? [] : [{ path: 'code', kind: 'changed' }]
  return {
    fields: [
      ...changedCode,
      ...compareFields(wanted, existing),
      ...judged.flatMap(({ change }) => (change === null ? [] : [change])),
      ...superfluous
        .filter(({ name }) => !names.has(name))
        .map(({ name }) => ({ path: `secrets[${textOf(name)}]`, kind: 'removed' as const })),
    ],
    notes: judged.flatMap(({ note }) => (note === null ? [] : [note])),
  }
}

const NOT_GIVEN = `set; ${NOT_COMPARED}, because it was not given here`

const AS_SENT = `set as this program last sent it; the tenant ${NEVER_GIVEN_BACK}`

const NOT_BESIDE = `in the tenant beside what git says, and not sent with it, so it is ${NOT_COMPARED}`

const NOT_KNOWN = `set; ${NOT_COMPARED}, because no receipt here says with which value`

const WRITTEN_SINCE = 'it was written since the last receipt'

type Judgement = { readonly change: FieldChange | null; readonly note: string | null }

/**
 * The tenant never gives a secret back. Whether it is the one at hand is known from the receipt of
 * the deploy that wrote it, as long as nobody wrote it since.
 */
function judgeSecret(
  { name, value }: JsonObject,
  existing: JsonObject,
  action: string,
  { fingerprint, knowSecret }: DifferSettings,
): Judgement {
  const path = `secrets[${textOf(name)}]`
  const known = objectsIn(existing.secrets).find((one) => one.name === name)
  if (known === undefined) {
    return { change: { path, kind: 'added', means: 'missing in the tenant' }, note: null }
  }
  // An export leaves the value out: the tenant keeps its secret.
  if (value === undefined) return { change: null, note: null }
  const mark = isSecretMark(value) ? value : secretMark(null, fingerprint(value))
  if (mark.$fingerprint === null) {
    return { change: null, note: `${path}: ${NOT_GIVEN}` }
  }
  const knowledge = knowSecret({
    action,
    name: textOf(name),
    fingerprint: mark.$fingerprint,
    writtenAt: textOf(known.updated_at),
  })
  switch (knowledge) {
    case 'the same':
      return { change: null, note: null }
    case 'nothing known':
      return { change: null, note: `${path}: ${NOT_KNOWN}` }
    case 'another value':
      return { change: { path, kind: 'changed', means: knowledge }, note: null }
    case 'written since':
      return { change: { path, kind: 'changed', means: WRITTEN_SINCE }, note: null }
    default:
      return knowledge satisfies never
  }
}
