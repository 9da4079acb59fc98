import { listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isInvitationOnly } from '../invitation-only.ts'
import { isOff } from '../is-enforced.ts'
import { managed, type Subject } from '../subject.ts'

const AUTO_MEMBERSHIP: Rule = {
  id: 'auto_membership',
  severity: 'error',
  summary: 'a connection makes everyone a member on login, beside invitation-only sign-up',
  why: 'Auth0 writes the membership before the guard runs, and a refusal does not undo it: whoever can sign in at that connection becomes a member without an invitation.',
}

const AUTO_MEMBERSHIP_FOR_GROUPS: Rule = {
  id: 'auto_membership_for_groups',
  severity: 'note',
  summary:
    'an enterprise connection makes everyone a member on login, and membership rests on a role or a group',
  why: 'Auth0 gives roles of an organization’s groups only where auto-membership is on. It is no open door then: whoever is in no such group becomes a member whom the guard gives no token, and who is still listed as one.',
}

const MEMBERSHIP_SELF_ASSIGNED: Rule = {
  id: 'membership_self_assigned',
  severity: 'error',
  summary: 'membership rests on a role that a customer’s administrators can give to themselves',
  why: 'Through the My Organization API an administrator of a customer assigns roles to members: without `enforce_permission_ceiling` also such as they do not hold, without `enforce_self_assignment_restriction` to themselves (both are false where nothing is stated, and an update without them clears them). A role that anyone can have proves nothing.',
}

const ORGANIZATION_SIGNUP_OPEN: Rule = {
  id: 'organization_signup_open',
  severity: 'error',
  summary: 'an organization lets people sign up by themselves, beside invitation-only sign-up',
  why: 'The organization’s setting outranks the connection’s: strangers see a sign-up form that the guard has to refuse, and become members if it is ever only monitored.',
}

const INVITATION_IMPOSSIBLE: Rule = {
  id: 'invitation_impossible',
  severity: 'warning',
  summary:
    'sign-up is closed both at the organization and at its database, so an invitation cannot be accepted',
  why: 'Auth0 lets an invited person create an account only where one of the two is open.',
}

/** How people become members, where only the invited may. */
export const membership: Family = {
  title: 'Membership',
  rules: [
    AUTO_MEMBERSHIP,
    AUTO_MEMBERSHIP_FOR_GROUPS,
    ORGANIZATION_SIGNUP_OPEN,
    INVITATION_IMPOSSIBLE,
    MEMBERSHIP_SELF_ASSIGNED,
  ],
  look: (subject) => [
    ...(isInvitationOnly(subject)
      ? managed(subject, 'organizations').flatMap((file) => judgeOrganization(subject, file))
      : []),
    ...(restsOnRole(subject) ? selfAssignments(subject) : []),
  ],
}

const judgeOrganization = (subject: Subject, resource: Resource): readonly Finding[] =>
  listOf(resource.value.connections).flatMap((item, index) => {
    const connection = recordOf(item)
    const name = textOf(connection.name)
    const judge = (rule: Rule, field: string, what: string, fix: string): Finding =>
      finding(
        rule,
        resource.place(['connections', index, field]),
        `\`${resource.name}\` ${what} \`${name}\``,
        fix,
      )
    const refuse = (rule: Rule, field: string, what: string): readonly Finding[] =>
      connection[field] === true ? [judge(rule, field, what, `write \`"${field}": false\``)] : []
    const closed = connection.is_signup_enabled !== true && isClosedDatabase(subject, name)
    return [
      ...refuse(
        needsGroups(subject, name) ? AUTO_MEMBERSHIP_FOR_GROUPS : AUTO_MEMBERSHIP,
        'assign_membership_on_login',
        'takes in everyone who signs in at',
      ),
      ...refuse(ORGANIZATION_SIGNUP_OPEN, 'is_signup_enabled', 'lets anyone sign up at'),
      ...(closed
        ? [
            judge(
              INVITATION_IMPOSSIBLE,
              'name',
              'and its database are both closed to sign-up:',
              `write \`"disable_signup": false\` in the options of \`${name}\`; the guard admits the invited only`,
            ),
          ]
        : []),
    ]
  })

const isClosedDatabase = ({ folder }: Subject, name: string): boolean =>
  folder.resources.some(
    (one) =>
      one.type === 'databases' &&
      one.name === name &&
      recordOf(one.value.options).disable_signup === true,
  )

/** Strategies behind which a customer's own directory stands: only these have groups. */
const ENTERPRISE: readonly string[] = [
  'ad',
  'adfs',
  'auth0-adldap',
  'google-apps',
  'office365',
  'oidc',
  'okta',
  'pingfederate',
  'samlp',
  'sharepoint',
  'waad',
]

/** The platform's word is not taken for a member there, and the connection may bring groups along. */
function needsGroups({ project, folder }: Subject, connection: string): boolean {
  const { environment, rulebook } = project
  const { membership } = rulebook.policies
  const restsOnGroups = ['marker-role', 'effective-role', 'group'].includes(membership.source)
  // Held to be so by every login, or it is an open door for those for whom it is not.
  const isEnforced = membership.mode === 'enforce' && environment.ceiling === 'enforce'
  return (
    restsOnGroups &&
    isEnforced &&
    folder.resources.some(
      ({ type, name, value }) =>
        type === 'connections' &&
        name === connection &&
        ENTERPRISE.includes(textOf(value.strategy)),
    )
  )
}

function restsOnRole({ project }: Subject): boolean {
  const { membership } = project.rulebook.policies
  return ['marker-role', 'effective-role'].includes(membership.source) && !isOff(membership)
}

const CEILINGS = ['enforce_permission_ceiling', 'enforce_self_assignment_restriction'] as const

const selfAssignments = (subject: Subject): readonly Finding[] =>
  managed(subject, 'clients').flatMap(({ name, value, place }) => {
    const configuration = value.my_organization_configuration
    if (configuration === undefined || configuration === null) return []
    const open = CEILINGS.filter((field) => recordOf(configuration)[field] !== true)
    return open.length === 0
      ? []
      : [
          finding(
            MEMBERSHIP_SELF_ASSIGNED,
            place(['my_organization_configuration']),
            `\`${name}\` opens the My Organization API without ${open.map((field) => `\`${field}\``).join(' and ')}, and \`policies.membership\` rests on a role`,
            `write ${open.map((field) => `\`"${field}": true\``).join(' and ')}, or choose another \`source\` of membership`,
          ),
        ]
  })
