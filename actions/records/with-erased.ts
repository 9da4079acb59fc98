import { cutOf, ERASED_KEY, keyIdIn } from './erased-record.ts'

/** How many values tombstones take, and what one holds, of what an organization has. */
const MOST_VALUES = 12
const LONGEST_VALUE = 255
const VALUE_KEYS = Array.from({ length: MOST_VALUES }, (_, place) =>
  place === 0 ? ERASED_KEY : `${ERASED_KEY}_${place + 1}`,
)
/** No key has such an id: with this value everybody may have been erased. */
const EVERYBODY = { [`${ERASED_KEY}_all`]: '*' }

export type OrganizationMetadata = Readonly<Record<string, string>>

/**
 * The metadata of an organization with tombstones more. Where there is no room for one, everybody who has
 * no lock there needs a grant from then on: `isFull`.
 * @fact An organization has at most 25 metadata, each of at most 255 characters. (Auth0 Node SDK,
 * `OrganizationMetadata`; read 2026-12-01)
 */
export function withErased(
  metadata: OrganizationMetadata,
  marks: readonly string[],
): { readonly metadata: OrganizationMetadata; readonly isFull: boolean } {
  let held = metadata
  for (const mark of marks) {
    const [keyId, cut] = [keyIdIn(mark), cutOf(mark)]
    const ofKey = VALUE_KEYS.filter((key) => held[key]?.startsWith(keyId))
    if (ofKey.some((key) => held[key]?.includes(cut))) continue
    const hasRoom = (key: string): boolean => (held[key]?.length ?? 0) + cut.length <= LONGEST_VALUE
    const key = ofKey.find(hasRoom) ?? VALUE_KEYS.find((one) => held[one] === undefined)
    if (key === undefined) return { metadata: { ...held, ...EVERYBODY }, isFull: true }
    held = { ...held, [key]: `${held[key] ?? keyId}${cut}` }
  }
  return { metadata: held, isFull: false }
}
