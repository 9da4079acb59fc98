import { findWithinReach, organizationOf } from '../administration/find-within-reach.ts'
import { listInvitations } from '../administration/invitations.ts'
import { indented, type Lines, lines } from '../ground/printing/lines.ts'
import { recordsOf } from '../state/person-records.ts'
import {
  recordsOfOne,
  renderRecords,
  type ShownRecords,
  showRecords,
} from '../state/render-records.ts'
import type { MemberOperation } from './member-operations.ts'
import { type MemberTarget, type Operating, organizationNameIn } from './operating.ts'

/** What would be done, to whom, and how it is before. */
export type Foreseen = {
  readonly operation: string
  readonly isDryRun: true
  /** Name; null for what is about no organization. */
  readonly organization: string | null
  readonly person: string | null
  /** Null for what is about nobody yet. */
  readonly before: StateBefore | null
  /** How many invitations of the organization are open; null for what is about a person. */
  readonly openInvitations: number | null
}

type StateBefore = {
  /** Null for what is about no organization. */
  readonly isMember: boolean | null
  readonly otherMemberships: number
  readonly isBlockedByTenant: boolean
  readonly records: ShownRecords
}

/**
 * Rehearses the operation, which writes nothing, but to the audit that it was refused, and looks at how it is
 * now.
 * @throws what the operation would
 */
export async function foresee(
  verb: string,
  operation: MemberOperation,
  operating: Operating,
  target: MemberTarget,
): Promise<Foreseen> {
  const { tools, actor, names } = operating
  const { person } = target
  await operation.run({ ...operating, tools: { ...tools, isRehearsal: true } }, target)
  const isOfOrganization = operation.needs.includes('organization')
  const organization = isOfOrganization ? organizationOf(actor, target.organization) : null
  const nameOf = organizationNameIn(names)
  const about = {
    operation: verb,
    isDryRun: true,
    organization: organization === null ? null : nameOf(organization),
  } as const
  if (!operation.needs.includes('user')) {
    const within = organization === null ? {} : { organization }
    const open = await listInvitations(tools, actor, within)
    return { ...about, person: null, before: null, openInvitations: open.length }
  }
  const { profile, memberships } = await findWithinReach(tools, actor, person)
  const records = recordsOf(profile, tools.keyring, tools.tenantId)
  const isKnown = (id: string) => actor.kind === 'operator' || id === actor.organization
  const shown = showRecords(records, nameOf, tools.keyring, tools.tenantId, tools.nowMs())
  const before: StateBefore = {
    isMember: organization === null ? null : memberships.includes(organization),
    otherMemberships: memberships.filter((one) => one !== organization && isKnown(one)).length,
    isBlockedByTenant: records.isBlockedByTenant,
    records: actor.kind === 'operator' ? shown : recordsOfOne(shown, nameOf(actor.organization)),
  }
  return { ...about, person, before, openInvitations: null }
}

export function renderForeseen(foreseen: Foreseen): Lines {
  const { operation, organization, person, before, openInvitations } = foreseen
  const where = organization === null ? '' : ` in ${organization}`
  const whom = person === null ? '' : ` of ${person}`
  return lines(
    `would ${operation}${whom}${where}; nothing was written`,
    ...(openInvitations === null ? [] : [`  open    ${openInvitations} invitations`]),
    ...(before === null ? [] : [indented('  ', renderBefore(before))]),
  )
}

const renderBefore = ({ isMember, otherMemberships, isBlockedByTenant, records }: StateBefore) =>
  lines(
    ...(isMember === null ? [] : [`member  ${isMember ? 'yes' : 'no'}`]),
    `others  ${otherMemberships} other memberships`,
    `tenant  ${isBlockedByTenant ? 'blocked' : 'not blocked'}`,
    renderRecords(records),
  )
