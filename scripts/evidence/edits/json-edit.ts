import { canonicalJson, isObject, type JsonPath } from '../../ground/json-value.ts'

/** One thing that somebody wrote otherwise. Undefined: it is not there. */
export type JsonEdit =
  | {
      readonly kind: 'set'
      readonly path: JsonPath
      readonly before: unknown
      readonly after: unknown
    }
  /** Of a list, whose place in the file is the path. */
  | { readonly kind: 'added' | 'removed'; readonly path: JsonPath; readonly member: unknown }

/**
 * What was changed from one value to another, as small as it can be taken back alone: members of objects, and of
 * lists. Members of a list that only change places are one edit of the list.
 */
export function editsBetween(
  before: unknown,
  after: unknown,
  path: JsonPath = [],
): readonly JsonEdit[] {
  if (canonicalJson(before) === canonicalJson(after) && isThere(before) === isThere(after)) {
    return []
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) =>
      editsBetween(ownOf(before, key), ownOf(after, key), [...path, key]),
    )
  }
  if (Array.isArray(before) && Array.isArray(after)) return listEdits(before, after, path)
  return [{ kind: 'set', path, before, after }]
}

const isThere = (value: unknown): boolean => value !== undefined

const ownOf = (object: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined

function listEdits(
  before: readonly unknown[],
  after: readonly unknown[],
  path: JsonPath,
): readonly JsonEdit[] {
  const removed = membersBeyond(before, after)
  const added = membersBeyond(after, before)
  if (removed.length + added.length === 0) return [{ kind: 'set', path, before, after }]
  if (before.length === after.length) {
    return after.flatMap((member, index) => editsBetween(before[index], member, [...path, index]))
  }
  return [
    ...removed.map((member) => ({ kind: 'removed', path, member }) as const),
    ...added.map((member) => ({ kind: 'added', path, member }) as const),
  ]
}

/** Of the one list, those that the other does not have, or has fewer times. */
function membersBeyond(list: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  const left = other.map(canonicalJson)
  return list.filter((member) => {
    const at = left.indexOf(canonicalJson(member))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** The other way round: what makes an edit undone. */
export const inverseOf = (edit: JsonEdit): JsonEdit =>
  edit.kind === 'set'
    ? { ...edit, before: edit.after, after: edit.before }
    : { ...edit, kind: edit.kind === 'added' ? 'removed' : 'added' }

/** The value with one edit made. Pure; where its place is not there, it is made as far as it is objects. */
export function withEdit(value: unknown, edit: JsonEdit): unknown {
  const [step, ...rest] = edit.path
  if (step === undefined) return edit.kind === 'set' ? edit.after : listWith(value, edit)
  const inner = { ...edit, path: rest }
  if (Array.isArray(value)) {
    return value.map((member, index) => (index === step ? withEdit(member, inner) : member))
  }
  const object = isObject(value) ? value : {}
  const key = String(step)
  const made = withEdit(ownOf(object, key), inner)
  const others = Object.entries(object).filter(([name]) => name !== key)
  // `fromEntries` defines own members, so that one named `__proto__` stays one.
  return Object.fromEntries(made === undefined ? others : [...others, [key, made]])
}

function listWith(
  value: unknown,
  { kind, member }: Extract<JsonEdit, { readonly member: unknown }>,
): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  if (kind === 'added') return [...list, member]
  const at = list.findIndex((one) => canonicalJson(one) === canonicalJson(member))
  return list.filter((_one, index) => index !== at)
}
