import { recordOf, textOf } from '../../ground/json-value.ts'
import { sha256 } from '../../ground/sha256.ts'

export type NamedKind = 'clients' | 'organizations' | 'connections'

/** Ids by name, of each kind: those of both versions. */
export type KnownNames = Readonly<Record<NamedKind, Readonly<Record<string, string>>>>

/** Ids that both rulebooks treat alike, whatever they say: one is asked about and stands for all. */
export type NamedClass = {
  readonly id: string
  readonly kind: NamedKind
  /** How a person knows them. */
  readonly label: string
}

/** Where an id stands in a rulebook, with the id itself left out: who stands alike is treated alike. */
type Standing = string
/** Nothing that a rulebook can hold. */
const SELF = '\u0000'

/**
 * Everyone whom either rulebook names, in classes. Why one of each is enough: guards know ids by the
 * rulebook alone, so that swapping two that stand alike changes no answer.
 */
export function namedClasses(
  rulebooks: readonly unknown[],
  names: KnownNames,
): readonly NamedClass[] {
  const classes = new Map<string, { readonly kind: NamedKind; readonly ids: string[] }>()
  for (const [id, standings] of standingsIn(rulebooks, names)) {
    const kind = kindOf(id, names)
    if (kind === null) continue
    const key = JSON.stringify([kind, [...standings].sort()])
    const own = classes.get(key) ?? { kind, ids: [] }
    own.ids.push(id)
    classes.set(key, own)
  }
  return [...classes.values()].flatMap(({ kind, ids }) => {
    const [id] = ids
    return id === undefined
      ? []
      : [{ id, kind, label: labelOf(ids.map((one) => nameOf(one, kind, names))) }]
  })
}

function standingsIn(
  rulebooks: readonly unknown[],
  names: KnownNames,
): ReadonlyMap<string, readonly Standing[]> {
  const found = new Map<string, Standing[]>()
  const note = (id: string, path: readonly string[], beside: unknown): void => {
    const standing = JSON.stringify([path, beside]).replaceAll(
      JSON.stringify(id).slice(1, -1),
      SELF,
    )
    found.set(id, [...(found.get(id) ?? []), standing])
  }
  const look = (value: unknown, path: readonly string[], beside: unknown): void => {
    if (typeof value === 'string' && kindOf(value, names) !== null) note(value, path, beside)
    if (Array.isArray(value)) {
      // A list of texts is a set: what stands beside one in it says nothing of it.
      for (const one of value) look(one, [...path, '[]'], typeof one === 'string' ? null : one)
      return
    }
    for (const [key, inner] of Object.entries(recordOf(value))) {
      if (kindOf(key, names) !== null) note(key, path, inner)
      look(inner, [...path, key], value)
    }
  }
  for (const [index, rulebook] of rulebooks.entries()) look(rulebook, [String(index)], null)
  return found
}

/** By how Auth0 makes them; a client by being known as one. */
function kindOf(text: string, { clients }: KnownNames): NamedKind | null {
  if (/^org_\w+$/.test(text)) return 'organizations'
  if (/^con_\w+$/.test(text)) return 'connections'
  return Object.values(clients).includes(text) ? 'clients' : null
}

const nameOf = (id: string, kind: NamedKind, names: KnownNames): string =>
  Object.entries(names[kind]).find(([, one]) => textOf(one) === id)?.[0] ?? id

const MOST_NAMED = 4
/** Whoever is not shown counts too: another one among them is another label. */
function labelOf([first = '', ...alike]: readonly string[]): string {
  if (alike.length === 0) return first
  const shown = alike.slice(0, MOST_NAMED - 1)
  const rest = alike.length - shown.length
  return `${first} (alike: ${[...shown, ...(rest > 0 ? [`${rest} more, ${sha256(alike.join('\n')).slice(0, 6)}`] : [])].join(', ')})`
}
