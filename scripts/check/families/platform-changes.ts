import { listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { managed, type Subject } from '../subject.ts'

/** Days from which Auth0 behaves otherwise (epoch ms). Each rule names the document it comes from. */
const RULES_END_MS = Date.UTC(2026, 10, 18)
const STRICT_DEFAULT_MS = Date.UTC(2026, 9, 23)

const RULES_ENDING: Rule = {
  id: 'rules_ending',
  severity: 'warning',
  summary: 'the tenant folder holds Rules or Hooks, which end on 2026-11-18',
  why: 'From that day on Auth0 runs neither: what they refuse is let through, without an error. Auth0 docs, deprecations (2026-08-20): Rules and Hooks end of life 2026-11-18.',
}

const RULES_ENDED: Rule = {
  id: 'rules_ended',
  severity: 'error',
  summary: 'the tenant folder holds Rules or Hooks, after 2026-11-18',
  why: 'Auth0 runs neither any more: whoever reads them believes in a check that is not made. Auth0 docs, deprecations (2026-08-20): Rules and Hooks end of life 2026-11-18.',
}

const THIRD_PARTY_UNSTATED: Rule = {
  id: 'third_party_mode_unstated',
  severity: 'warning',
  summary: 'a third-party application does not state its `third_party_security_mode`',
  why: 'The default of a newly created one is `strict` from 2026-10-23, and was `permissive`: the same file makes another application in a new tenant, and the mode cannot be changed later. Auth0 docs, migrate to enhanced security for third-party applications (read 2026-11-28).',
}

const EMAIL_NOT_UNIQUE: Rule = {
  id: 'email_not_unique',
  severity: 'warning',
  summary: 'a database lets two accounts have one address (`attributes.email.unique: false`)',
  why: 'Locks are kept per account: an address that two people share is locked for each of them, and whoever creates a second account with it is another person to every policy. Deploy CLI 8.19 and Terraform provider 1.54.1, release notes (2026-08-20).',
}

const CONNECTION_DELETION: Rule = {
  id: 'connection_deletion_allowed',
  severity: 'warning',
  summary:
    'customers may delete connections that have people (`connection_deletion_behavior: allow`)',
  why: 'An administrator of a customer who deletes a connection through the My Organization API deletes its users, and with them their locks and blocks: whoever comes back is a newcomer. Management API types (auth0 7.1.0) and My Organization API (2026-08-20).',
}

const MEMBER_ACCESS: Rule = {
  id: 'member_access_open',
  severity: 'warning',
  summary:
    'customers may change the people of a connection (`organization_member_access_level` is `limited` or `full`)',
  why: 'Through the My Organization API the administrators of one customer change accounts that the guard has locked: people of a connection that other organizations use too. go-auth0 pull request 871, auth0.net pull request 1111 (2026-09-16).',
}

const ASSERTION_AUDIENCE: Rule = {
  id: 'assertion_audience',
  severity: 'note',
  summary:
    'an application authenticates with a private key, or a connection addresses its assertions to the token endpoint',
  why: 'The audience of a client assertion is the issuer (`https://<domain>/`) and nothing else: whoever still names the token endpoint is refused, by Auth0 as by providers that follow it. Auth0 docs, private key JWT (2026-08-20).',
}

/** What Auth0 changed, and on which day: the clock is the caller's. */
export const platformChanges: Family = {
  title: 'What Auth0 changed in 2025 and 2026',
  rules: [
    RULES_ENDING,
    RULES_ENDED,
    THIRD_PARTY_UNSTATED,
    EMAIL_NOT_UNIQUE,
    CONNECTION_DELETION,
    MEMBER_ACCESS,
    ASSERTION_AUDIENCE,
  ],
  look: (subject) => [
    ...rulesAndHooks(subject),
    ...managed(subject, 'clients').flatMap((client) => [
      ...thirdParty(subject, client),
      ...connectionDeletion(client),
      ...assertionOfClient(client),
    ]),
    ...managed(subject, 'databases').flatMap(emailNotUnique),
    ...managed(subject, 'connections').flatMap(assertionOfConnection),
    ...managed(subject, 'organizations').flatMap(memberAccess),
  ],
}

// They belong to no type that an environment manages, and whoever deploys the folder deploys them.
const rulesAndHooks = ({ texts, nowMs }: Subject): readonly Finding[] =>
  [...texts.files.keys()]
    .filter((file) => /^tenant\/(rules|hooks)\/[^/]+\.json$/.test(file))
    .map((file) => {
      const isOver = nowMs >= RULES_END_MS
      return finding(
        isOver ? RULES_ENDED : RULES_ENDING,
        { file, line: 1 },
        `\`${file}\` ${isOver ? 'has not run since' : 'will not run from'} \`2026-11-18\`${isOver ? '' : ' on'}`,
        'move what it does into an Action, and remove it',
      )
    })

function thirdParty({ nowMs }: Subject, { name, value, place }: Resource): readonly Finding[] {
  const mode = textOf(value.third_party_security_mode)
  if (value.is_first_party !== false || mode !== '') return []
  const since = nowMs >= STRICT_DEFAULT_MS ? 'since' : 'from'
  const message = `\`${name}\` is a third-party application without \`third_party_security_mode\`: a new one gets \`strict\` ${since} \`2026-10-23\``
  const fix =
    'state `"third_party_security_mode": "strict"`, or `"permissive"` as long as it must be'
  return [finding(THIRD_PARTY_UNSTATED, place(['is_first_party']), message, fix)]
}

function connectionDeletion({ name, value, place }: Resource): readonly Finding[] {
  const path = ['my_organization_configuration', 'connection_deletion_behavior']
  if (recordOf(value.my_organization_configuration).connection_deletion_behavior !== 'allow')
    return []
  const message = `\`${path.join('.')}\` of \`${name}\` is \`allow\`, accepted \`allow_if_empty\``
  return [finding(CONNECTION_DELETION, place(path), message, 'write `"allow_if_empty"`')]
}

function assertionOfClient({ name, value, place }: Resource): readonly Finding[] {
  const methods = recordOf(value.client_authentication_methods)
  if (methods.private_key_jwt === undefined) return []
  const message = `\`${name}\` authenticates with \`private_key_jwt\`: the audience of its assertions is the issuer only`
  const path = ['client_authentication_methods', 'private_key_jwt']
  return [
    finding(ASSERTION_AUDIENCE, place(path), message, 'have it name `https://<domain>/` alone'),
  ]
}

function assertionOfConnection({ name, value, place }: Resource): readonly Finding[] {
  const options = recordOf(value.options)
  if (options.token_endpoint_jwtca_aud_format !== 'token_endpoint') return []
  const path = ['options', 'token_endpoint_jwtca_aud_format']
  const message = `\`${path.join('.')}\` of \`${name}\` is \`token_endpoint\`, accepted \`issuer\``
  return [finding(ASSERTION_AUDIENCE, place(path), message, 'write `"issuer"`')]
}

function emailNotUnique({ name, value, place }: Resource): readonly Finding[] {
  const attributes = recordOf(recordOf(value.options).attributes)
  if (recordOf(attributes.email).unique !== false) return []
  const path = ['options', 'attributes', 'email', 'unique']
  const message = `\`${path.join('.')}\` of \`${name}\` is \`false\`, accepted \`true\``
  return [finding(EMAIL_NOT_UNIQUE, place(path), message, 'write `true`')]
}

const memberAccess = ({ name, value, place }: Resource): readonly Finding[] =>
  listOf(value.connections).flatMap((item, index) => {
    const connection = recordOf(item)
    const level = textOf(connection.organization_member_access_level)
    if (level !== 'limited' && level !== 'full') return []
    const path = ['connections', index, 'organization_member_access_level']
    const message = `\`${name}\` has \`organization_member_access_level\` \`${level}\` at \`${textOf(connection.name)}\`, accepted \`none\`, \`readonly\``
    return [
      finding(
        MEMBER_ACCESS,
        place(path),
        message,
        'write `"readonly"`, or waive it where the connection is this organization’s alone',
      ),
    ]
  })
