import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isInvitationOnly } from '../invitation-only.ts'
import { listOf, recordOf, textOf } from '../json-value.ts'
import { managed, type Subject } from '../subject.ts'
import type { Resource } from '../tenant-folder.ts'

const AUTO_MEMBERSHIP: Rule = {
  id: 'auto_membership',
  severity: 'error',
  summary: 'a connection makes everyone a member on login, beside invitation-only sign-up',
  why: 'Auth0 writes the membership before the guard runs, and a refusal does not undo it: whoever can sign in at that connection becomes a member without an invitation.',
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
  rules: [AUTO_MEMBERSHIP, ORGANIZATION_SIGNUP_OPEN, INVITATION_IMPOSSIBLE],
  look: (subject) =>
    isInvitationOnly(subject)
      ? managed(subject, 'organizations').flatMap((file) => judgeOrganization(subject, file))
      : [],
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
      ...refuse(AUTO_MEMBERSHIP, 'assign_membership_on_login', 'takes in everyone who signs in at'),
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
