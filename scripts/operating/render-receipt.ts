import type { Observed } from '../administration/observation.ts'
import type { Receipt } from '../administration/receipt.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'

/** What was done, for a person. No address is in it. */
export function renderReceipt(receipt: Receipt, organizationName: (id: string) => string): Lines {
  const { operation, person, organization, changed, revoked, tokensDeadBy, observed } = receipt
  const where = organization === null ? '' : ` in ${organizationName(organization)}`
  const whom = person === null ? '' : ` of ${person}`
  return lines(
    `${operation}${whom}${where}: ${changed ? 'done' : 'it was so already'}`,
    ...(revoked === null
      ? []
      : [
          `ended     sessions: ${revoked.sessions ?? 'no way to'}; refresh tokens: ${revoked.refreshTokens ?? 'no way to'}`,
        ]),
    ...(tokensDeadBy === null
      ? []
      : [`tokens    what was issued before may be taken until ${tokensDeadBy}`]),
    ...(observed === null ? [] : [renderObserved(observed)]),
    ...receipt.undone.map((one) => `not done  ${one}`),
    `receipt   ${receipt.id}, audit ${receipt.audit}`,
  )
}

/** Who tried it, and where, says what it proves: the guard refuses whoever has such a block there. */
export function renderObserved({
  witness,
  application,
  silent,
  refresh,
  ...seen
}: Observed): string {
  const { refused, holds, open } = seen
  const label = holds ? 'seen      ' : refused ? 'IN PART   ' : 'NOT HELD  '
  const met = `${witness} at \`${application}\`, with the same block: silent login ${silent}; refresh ${refresh}`
  return [`${label}${met}`, ...open].join('; ')
}
