import { isObject, type Json, type JsonObject } from '../ground/json-value.ts'
import type { FieldChange } from './field-change.ts'
import { type Fingerprint, isSecretMark } from './secret-mark.ts'
import type { SecretStandIns } from './secret-stand-ins.ts'

/** Fingerprints of secrets that the tenant never gives back, by path of the resource and field. */
export type HeldValues = Readonly<Record<string, Readonly<Record<string, string>>>>

export type LeftOver = {
  readonly root: string
  readonly after: JsonObject
  readonly fields: readonly FieldChange[]
}

/**
 * What would be sent again although it just was, because it is a secret that the tenant keeps to itself.
 * Anything else that is missing afterwards was not taken: it stays a difference.
 */
export const heldSecrets = (
  left: readonly LeftOver[],
  standIns: Pick<SecretStandIns, 'mark'>,
  fingerprint: Fingerprint,
): HeldValues =>
  Object.fromEntries(
    left.flatMap(({ root, after, fields }) => {
      const wanted = standIns.mark(after)
      const kept = fields.filter(
        (field) => isNotGivenBack(field) && marksIn(valueAt(wanted, field.path)).length > 0,
      )
      const hashes = kept.map((field) => [field.path, heldValue(field, wanted, fingerprint)])
      return hashes.length === 0 ? [] : [[root, Object.fromEntries(hashes)]]
    }),
  )

/** Both, the later ones over the earlier, field by field. */
export const mergeHeld = (earlier: HeldValues, later: HeldValues): HeldValues => ({
  ...earlier,
  ...Object.fromEntries(
    Object.entries(later).map(([root, fields]) => [root, { ...earlier[root], ...fields }]),
  ),
})

/** No fingerprint is empty: a field that is void equals nothing that could be sent. */
const VOID = ''

/** The same fields, of which nobody knows any more what the tenant has. */
export const asVoid = (values: HeldValues): HeldValues =>
  Object.fromEntries(
    Object.entries(values).map(([root, fields]) => [
      root,
      Object.fromEntries(Object.keys(fields).map((path) => [path, VOID])),
    ]),
  )

/** The tenant has not given the field back, and it was sent as it is now, as far as can be told. */
export function isHeld(
  field: FieldChange,
  wanted: JsonObject,
  held: Readonly<Record<string, string>>,
  fingerprint: Fingerprint,
): boolean {
  const known = held[field.path]
  if (known === undefined || !isNotGivenBack(field)) return false
  const now = heldValue(field, wanted, fingerprint)
  const isUnknown = marksIn(valueAt(wanted, field.path)).includes(null)
  return isUnknown ? shownPart(known) === shownPart(now) : known === now
}

const isNotGivenBack = ({ kind, before }: FieldChange): boolean =>
  kind === 'added' && before === undefined

/** Of all of it, and of what is no secret of it: that is at hand where the secrets are not. */
const heldValue = (field: FieldChange, wanted: JsonObject, fingerprint: Fingerprint): string =>
  [
    fingerprint([valueAt(wanted, field.path), field.after ?? null]),
    fingerprint(field.after ?? null),
  ].join(' ')

const shownPart = (held: string): string | undefined => held.split(' ')[1]

/** Fingerprints of the secrets in a value; null for one that is not at hand. */
const marksIn = (value: Json): readonly (string | null)[] =>
  isSecretMark(value)
    ? [value.$fingerprint]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(marksIn)
      : []

/** Null for what is no member of a member, such as one thing of a list. */
function valueAt(value: JsonObject, path: string): Json {
  let inner: Json = value
  for (const step of path.split('.')) inner = (isObject(inner) ? inner[step] : null) ?? null
  return inner
}
