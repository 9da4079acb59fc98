import type { AboutPolicy } from './about.ts'
import { type AllReasons, CATALOGUE } from './catalogue.ts'

export type Reason = keyof AllReasons

type Numbers = { readonly [A in (typeof CATALOGUE)[number] as A['id']]: A['number'] }
type Codes = { readonly [R in Reason]: readonly [number: AllReasons[R][0], code: AllReasons[R][1]] }
type Sentences = Readonly<Record<Reason, string>>

// By number, as they were given out: what is new stands at the end.
const ABOUT: readonly AboutPolicy[] = CATALOGUE.toSorted((one, other) => one.number - other.number)
const BY_NUMBER = ABOUT.flatMap(({ reasons }) => Object.entries(reasons)).sort(
  ([, [one]], [, [other]]) => one - other,
)

/** What the catalogue says, as a table: its types are the catalogue's own. */
const table = <Table>(rows: readonly (readonly [string, unknown])[]): Table =>
  Object.fromEntries(rows) as Table

/** Every policy of every moment, with the number a reference carries. */
export const POLICY_NUMBERS: Numbers = table(ABOUT.map(({ id, number }) => [id, number]))

/** Every reason for which a person can be refused, once: its number, and what people are told. */
export const REASONS: Codes = table(
  BY_NUMBER.map(([reason, [number, code]]) => [reason, [number, code]]),
)

/** What each reason says, for operators. */
export const REASON_SENTENCES: Sentences = table(
  BY_NUMBER.map(([reason, [, , sentence]]) => [reason, sentence]),
)

/** What operators do about a reason; absent where its public code says all there is to do. */
export const REASON_REMEDIES: Readonly<Partial<Record<Reason, string>>> = table(
  BY_NUMBER.flatMap(([reason, [, , , remedy]]) => (remedy === undefined ? [] : [[reason, remedy]])),
)
