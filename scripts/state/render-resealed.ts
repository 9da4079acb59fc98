import type { Left, Resealed } from './reseal-people.ts'

/** What was done, and whom an operator has to decide about. */
export const renderResealed = (
  { written, unchanged, left }: Resealed,
  organizationName: (id: string) => string,
): readonly string[] => [
  `resealed ${written}, unchanged ${unchanged}, left ${left.length}`,
  ...left.map(({ userId, why }) => `left     ${userId}: ${sentenceOf(why, organizationName)}`),
]

function sentenceOf(why: Left['why'], organizationName: (id: string) => string): string {
  if (why.kind === 'refused') return `refused as ${why.reason}`
  const { organizations, identifiers } = why
  return [
    ...(organizations.length === 0
      ? []
      : [
          `another address is locked, needs relock for ${organizations.map(organizationName).join(', ')}`,
        ]),
    ...identifiers.map((identifier) => `another ${identifier} is locked`),
  ].join('; ')
}
