import { PROFILE_CHANGE_POLICIES } from '../../policies/profile-change/decide.ts'
import { PROFILE_FIELDS, type ProfileField } from '../../policies/profile-change/profile-field.ts'
import { REASON_SENTENCES } from '../../policies/reasons.ts'
import type { Profile } from '../administration/find-within-reach.ts'
import { judgeChange, sourceKindOf } from '../administration/judge-change.ts'
import { asking } from '../auth0/asking.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import { profileChangeOf } from '../project/bake-rulebook.ts'
import { openKeyedTenant } from '../project/open-keyed-tenant.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { organizationId, recordOptionMissing } from '../state/record-options.ts'
import { isUserUnknown, userUnknown } from '../state/user-unknown.ts'
import { clientIdOf } from './client-id.ts'

export const CHANGE_SCOPES: readonly string[] = [
  'read:clients',
  'read:connections',
  'read:organizations',
  'read:users',
]
export const CHANGING_ACTORS = ['self', 'administrator', 'operator'] as const

export type ChangeGiven = {
  readonly environment: string
  readonly user: string
  readonly organization: string
  /** One of the policy's, or `attribute` and a name, joined by a colon. */
  readonly field: string
  /** Name of the application that an attribute is of. */
  readonly client: string
  readonly actor: (typeof CHANGING_ACTORS)[number]
}

/**
 * Says whether somebody may change a field of a person, how, and why not. Nothing is changed.
 * @throws UserFault for what is missing or unknown
 */
export async function explainProfileChange(
  given: ChangeGiven,
  surroundings: Surroundings,
): Promise<Answer> {
  const { user, organization: name, field: written, client, actor } = given
  const [kind = '', ...rest] = written.split(':')
  const isAttribute = kind === 'attribute'
  refuseFaults([
    ...(user === '' ? [recordOptionMissing('--user')] : []),
    ...(name === '' ? [recordOptionMissing('--organization')] : []),
    ...(isAttribute && client === '' ? [recordOptionMissing('--client')] : []),
    ...(isField(kind) && isAttribute === rest.length > 0 ? [] : [fieldInvalid(written)]),
  ])
  const opened = await openKeyedTenant(given.environment, surroundings, CHANGE_SCOPES)
  const { project, management, keyring, tenantId, access } = opened
  const decision = await asking(access.address.domain, 'reading the person', async () => {
    const names = await listTenantNames(management)
    const profile = await readProfile(opened.management, user)
    const memberships = (await management.users.organizations.list(user)).data
    const settings = { profileChange: profileChangeOf(project) }
    const tools = { keyring, tenantId, nowMs: surroundings.nowMs, settings }
    const field = (
      isAttribute
        ? { kind, application: clientIdOf(names, client), name: rest.join(':') }
        : { kind }
    ) as ProfileField
    const organization = organizationId(names, name)
    const asked = { actor, field, profile, organization, organizations: memberships.length }
    return { ...judgeChange(tools, asked), source: sourceKindOf(profile) }
  })
  const why = decision.outcome === 'allow' ? null : decision.reason
  return {
    exit: why === null ? EXIT.ok : EXIT.denied,
    json: { outcome: decision.outcome, way: decision.way, reason: why, source: decision.source },
    text: lines(
      `asks      ${PROFILE_CHANGE_POLICIES[0]?.question}`,
      `account   ${decision.source}`,
      `decision  ${why === null ? `allow, ${WAYS[decision.way ?? 'at-once']}` : `deny ${why}`}`,
      ...(why === null ? [] : [`because   ${REASON_SENTENCES[why]}`]),
    ),
  }
}

const WAYS = {
  'at-once': 'at once: it is written',
  verification: 'by verification: it is written as unproven',
  rebind: 'by a rebind: `members rebind`, and the next login from there moves the lock',
  'reset-mail': 'by a mailed reset: `members reset-password`',
} as const

const isField = (kind: string): boolean => (PROFILE_FIELDS as readonly string[]).includes(kind)

const fieldInvalid = (written: string): Fault => ({
  code: 'option_invalid',
  message: `\`--field\` is not accepted: found \`${written}\``,
  fix: `accepted are ${PROFILE_FIELDS.filter((one) => one !== 'attribute').join(', ')}, and \`attribute:<name>\` with \`--client\``,
})

async function readProfile(
  management: Awaited<ReturnType<typeof openKeyedTenant>>['management'],
  user: string,
): Promise<Profile> {
  try {
    return (await management.users.get(user)) as Profile
  } catch (error) {
    throw isUserUnknown(error) ? userUnknown(user) : error
  }
}
