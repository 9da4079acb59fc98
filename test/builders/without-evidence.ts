/** Ways in which a part of an event can be missing, or there and not what it should be. */
const WAYS: readonly (readonly [way: string, value: unknown])[] = [
  ['absent', undefined],
  ['null', null],
  ["''", ''],
  ['0', 0],
  ['[]', []],
  ['{}', {}],
  ['true', true],
  ['17', 17],
  ["'text'", 'text'],
]

/** What belongs at a place, so that "of the wrong type" means something. */
export type Due = 'text' | 'flag' | 'list' | 'object'

/**
 * The event with one of its parts missing or of the wrong type, in every way; none where the part is
 * not there in the first place. An empty object is of the right type where an object is due, and is
 * among the ways: nothing is left in it.
 * @param path as `user.identities.0.connection`
 */
export function withoutEvidence<Whole>(
  whole: Whole,
  path: string,
  due: Due,
): readonly (readonly [way: string, thinned: Whole])[] {
  const keys = path.split('.')
  if (!isThere(whole, keys)) return []
  const isEvidence = (way: string): boolean =>
    (due === 'text' && way === "'text'") || (due === 'flag' && way === 'true')
  return WAYS.filter(([way]) => !isEvidence(way)).map(([way, value]) => [
    way,
    replaced(whole, keys, value) as Whole,
  ])
}

const isThere = (value: unknown, keys: readonly string[]): boolean => {
  const [key, ...below] = keys
  if (key === undefined) return value !== undefined && value !== null
  if (typeof value !== 'object' || value === null) return false
  return isThere((value as Record<string, unknown>)[key], below)
}

function replaced(value: unknown, [key = '', ...below]: readonly string[], by: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item, place) =>
      String(place) !== key ? item : below.length === 0 ? by : replaced(item, below, by),
    )
  }
  const { [key]: inner, ...others } = value as Record<string, unknown>
  if (below.length > 0) return { ...others, [key]: replaced(inner, below, by) }
  return by === undefined ? others : { ...others, [key]: by }
}
