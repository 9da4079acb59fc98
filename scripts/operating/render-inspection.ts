import { type Lines, lines } from '../ground/printing/lines.ts'
import { renderRecords, type ShownRecords } from '../state/render-records.ts'
import type { ImaginedAnswer } from './imagine-logins.ts'
import type { LoggedRefusal } from './last-refusals.ts'

/** All that somebody needs who is told "I cannot sign in". No address is in it. */
export type Inspection = ShownRecords & {
  /** `blocked` of the profile, which an operator of the tenant set, or a SCIM client. */
  readonly isBlockedByTenant: boolean
  /** Blocks after wrong passwords. */
  readonly passwordBlocks: number
  /** Names. */
  readonly memberships: readonly string[]
  readonly refusals: readonly LoggedRefusal[]
  readonly now: readonly ImaginedAnswer[]
  /** Logins that would have been too many to imagine. */
  readonly leftOut: number
}

/** The whole of it for a person, the state first and then what comes of it. */
export function renderInspection(inspection: Inspection): Lines {
  const { isBlockedByTenant, passwordBlocks, memberships, refusals, now, leftOut } = inspection
  return lines(
    renderRecords(inspection),
    ...(inspection.blocks?.some(({ by }) => by === null)
      ? ['        who set a block is said by the audit of whoever did it: `--audit <file>`']
      : []),
    isBlockedByTenant
      ? 'tenant  blocked: Auth0 refuses every login; `members lift-tenant-block`'
      : 'tenant  not blocked',
    passwordBlocks > 0
      ? 'wrong   blocked after wrong passwords; `members lift-password-block`'
      : 'wrong   not blocked after wrong passwords',
    `member  ${memberships.length === 0 ? 'of no organization' : memberships.toSorted().join(', ')}`,
    ...(refusals.length === 0 ? ['log     no refusal'] : refusals.flatMap(renderRefusal)),
    ...now.flatMap(renderNow),
    ...(leftOut === 0 ? [] : [`now     and ${leftOut} more: ask \`explain\``]),
  )
}

const at = (application: string, organization: string | null): string =>
  organization === null || organization === '' ? application : `${application} in ${organization}`

const renderRefusal = (refusal: LoggedRefusal): readonly string[] => {
  const { reason, policy, sentence, remedy } = refusal
  const where = at(refusal.application, refusal.organization)
  return [
    `log     ${refusal.at} ${where}: ${reason === null ? '' : `${reason} by ${policy}: `}${sentence}`,
    ...(remedy === null ? [] : [`        ${remedy}`]),
  ]
}

const renderNow = (answer: ImaginedAnswer): readonly string[] => {
  const { application, organization, outcome, reason, policy, remedy } = answer
  const why = reason === null ? '' : ` ${reason} by ${policy}`
  return [
    `now     ${at(application, organization)}: ${outcome}${why}`,
    ...(remedy === null ? [] : [`        ${remedy}`]),
  ]
}
