import {
  everyTextIn,
  listOf,
  numberOf,
  recordOf,
  textOf,
  textsIn,
} from '../../ground/json-value.ts'
import type { NamedClass } from './named-classes.ts'
import type { StandInKeys } from './stand-in-keys.ts'

/** What questions are made of: all that two rulebooks of one moment speak of. */
export type SpaceTerms = {
  readonly nowMs: number
  /** Records are bound to it. */
  readonly tenantId: string
  readonly rulebooks: readonly [base: unknown, head: unknown]
  readonly keys: readonly [base: StandInKeys, head: StandInKeys]
  readonly classes: readonly NamedClass[]
  readonly boundariesMs: readonly number[]
}

/** Each value at a path that ends so in either rulebook, once. */
function* valuesAt(value: unknown, key: string): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner
    yield* valuesAt(inner, key)
  }
}

const both = <Value>({ rulebooks }: SpaceTerms, key: string, read: (value: unknown) => Value[]) => [
  ...new Set(rulebooks.flatMap((rulebook) => [...valuesAt(rulebook, key)].flatMap(read))),
]

/** Texts in lists, or alone, under this key. */
export const textsUnder = (terms: SpaceTerms, key: string): readonly string[] =>
  both(terms, key, (value) => [...textsIn(value), textOf(value)]).filter((text) => text !== '')

export const numbersUnder = (terms: SpaceTerms, key: string): readonly number[] =>
  both(terms, key, (value) => [numberOf(value) ?? Number.NaN]).filter(Number.isFinite)

const DOMAIN = /^(?=.{4,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/

/** Whatever looks like a domain of addresses; hosts that decisions are sent to do not matter among them. */
export const domainsIn = ({ rulebooks }: SpaceTerms): readonly string[] => [
  ...new Set(
    rulebooks
      .flatMap((rulebook) => [...everyTextIn(rulebook)].map(({ text }) => text))
      .filter((text) => DOMAIN.test(text)),
  ),
]

/** One that no rulebook speaks of. */
export const OTHER_DOMAIN = 'elsewhere.example.com'

/** Domains that an organization has left behind, in either version, each with the one that took its place. */
export const formerDomains = (
  terms: SpaceTerms,
): readonly { readonly from: string; readonly to: string }[] =>
  both(terms, 'equivalentDomains', (value) =>
    listOf(value).map((one) => ({
      from: textOf(recordOf(one).from),
      to: textOf(recordOf(one).to),
    })),
  )

/** The domains that a connection is held to: in both versions where there is one, else in either. */
export function domainsOfSource({ rulebooks }: SpaceTerms, connection: string): readonly string[] {
  const [base = [], head = []] = rulebooks.map((rulebook) => {
    const { domains } = recordOf(recordOf(recordOf(rulebook).login).sourceDomain)
    return textsIn(recordOf(domains)[connection])
  })
  const common = base.filter((domain) => head.includes(domain))
  return common.length > 0 ? common : [...base, ...head]
}

/** Moments from which whoever has no lock is judged by the age of the account. */
export const cutOversOf = (terms: SpaceTerms): readonly number[] => numbersUnder(terms, 'cutOverMs')

/** Once for each key, however often rulebooks name it. */
export const eachKey = <Key>(
  keys: readonly (Key | null)[],
  idOf: (key: Key) => string,
): readonly Key[] =>
  keys.filter(
    (key, index): key is Key =>
      key !== null && keys.findIndex((one) => one !== null && idOf(one) === idOf(key)) === index,
  )
