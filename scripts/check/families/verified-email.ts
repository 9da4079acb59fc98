import { everyTextIn, listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { finding, type Rule } from '../finding.ts'
import { isOff } from '../is-enforced.ts'
import { managed, type Subject } from '../subject.ts'

const VERIFIED_EMAIL_REFUSES: Rule = {
  id: 'verified_email_refuses',
  severity: 'warning',
  summary:
    '`verified-email` would refuse the people of a connection that may never set `email_verified`',
  why: 'Many enterprise and social providers say nothing about verification, and Auth0 then stores `false`. Taken to set it: databases, passwordless e-mail, Google and Google Workspace, `always_set_emails_as_verified`, and an attribute map that names `email_verified`. An OpenID Connect or Okta provider may send the claim; git cannot tell.',
}

/** Whom the policy `verified-email` would lock out. */
export const verifiedEmail: Family = {
  title: 'Verified addresses',
  rules: [VERIFIED_EMAIL_REFUSES],
  look: (subject) =>
    managed(subject, 'connections')
      .filter((connection) => isUsed(subject, connection))
      .filter((connection) => mayRefuse(subject, connection))
      .map(({ name, place, value }) =>
        finding(
          VERIFIED_EMAIL_REFUSES,
          place(['strategy']),
          `\`${name}\` has strategy \`${textOf(value.strategy)}\`, and \`verified-email\` does not trust it`,
          `have the provider send \`email_verified\`, or name \`${name}\` under \`trustedConnections\` in \`tenant/rulebook.json\` if its addresses are proven`,
        ),
      ),
}

const SETS_VERIFIED: readonly string[] = ['auth0', 'email', 'google-apps', 'google-oauth2']
/** People without an address are another policy's matter. */
const HAS_NO_ADDRESS: readonly string[] = ['sms']

function mayRefuse({ project }: Subject, { name, value }: Resource): boolean {
  const policy = project.rulebook.policies['verified-email']
  const strategy = textOf(value.strategy)
  if (isOff(policy) || policy.trustedConnections.includes(name)) return false
  if (SETS_VERIFIED.includes(strategy) || HAS_NO_ADDRESS.includes(strategy)) return false
  const options = recordOf(value.options)
  if (options.should_trust_email_verified_connection === 'always_set_emails_as_verified')
    return false
  return ![...everyTextIn(options)].some(({ text, isKey }) => isKey && text === 'email_verified')
}

const isUsed = (subject: Subject, { name, value }: Resource): boolean =>
  listOf(value.enabled_clients).length > 0 ||
  managed(subject, 'organizations').some((organization) =>
    listOf(organization.value.connections).some((one) => recordOf(one).name === name),
  )
