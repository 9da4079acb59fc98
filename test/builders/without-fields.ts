/** A field's place, as `user.app_metadata.og_lock`, and the whole thing without it. */
export type WithoutField<Whole> = readonly [path: string, whole: Whole]

const DEEPEST = 7
/** A list of a hundred thousand is missing its first items in turn, not each of them. */
const MOST_ITEMS = 3

/** The whole thing with each field, and each item of a list, missing in turn; however deep. */
export function withoutFields<Whole>(whole: Whole): readonly WithoutField<Whole>[] {
  return pathsOf(whole).map((path) => [path.join('.'), without(whole, path) as Whole])
}

function pathsOf(value: unknown, above: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || above.length >= DEEPEST) return []
  const keys = Array.isArray(value)
    ? [...value.slice(0, MOST_ITEMS).keys()].map(String)
    : Object.keys(value)
  return keys.flatMap((key) => {
    const path = [...above, key]
    return [path, ...pathsOf((value as Record<string, unknown>)[key], path)]
  })
}

function without(value: unknown, [key = '', ...below]: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return below.length === 0
      ? value.filter((_, index) => String(index) !== key)
      : value.map((item, index) => (String(index) === key ? without(item, below) : item))
  }
  const { [key]: inner, ...others } = value as Record<string, unknown>
  return below.length === 0 ? others : { ...others, [key]: without(inner, below) }
}
