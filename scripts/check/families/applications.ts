import { recordOf, shown, textOf, textsIn } from '../../ground/json-value.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'
import { keysOf } from '../../project/tenant-folder/client-keys.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { managed, type Subject } from '../subject.ts'

const LEGACY_GRANT: Rule = {
  id: 'legacy_grant',
  severity: 'error',
  summary:
    'an application that the rulebook declares organization-only has a grant that cannot carry an organization',
  why: 'Password, password-realm, device code and implicit logins know no organization, or hand the token over in the front channel. The guard refuses them; a door that nobody may use should not be there.',
}

const GRANT_TYPES_UNSTATED: Rule = {
  id: 'grant_types_unstated',
  severity: 'warning',
  summary: 'an organization-only application does not say which grants it has',
  why: 'Auth0 then gives it a default that includes `implicit`.',
}

const ORGANIZATION_USAGE_DENIED: Rule = {
  id: 'organization_usage_denied',
  severity: 'error',
  summary: 'an organization-only application does not allow organizations',
  why: 'Auth0 refuses every login with an organization (its default is `deny`), and the guard every login without: nobody can sign in.',
}

const LEGACY_TENANT_FLAG: Rule = {
  id: 'legacy_tenant_flag',
  severity: 'error',
  summary: 'the tenant allows legacy grants, delegation or impersonation',
  why: 'Those doors run no Action, so nothing that the guard decides applies to them.',
}

const KEY_NOT_EMULATED: Rule = {
  id: 'client_key_not_emulated',
  severity: 'error',
  summary: 'an application of a local environment proves itself with a key pair',
  why: 'The local tenant keeps no keys of applications: it would hold an application that proves itself with a secret, and every plan would want to change that.',
}

/** Doors that the guard cannot watch, or that cannot carry what it asks for. */
export const applications: Family = {
  title: 'Applications and their doors',
  rules: [
    LEGACY_GRANT,
    GRANT_TYPES_UNSTATED,
    ORGANIZATION_USAGE_DENIED,
    LEGACY_TENANT_FLAG,
    KEY_NOT_EMULATED,
  ],
  look: (subject) => [
    ...organizationOnly(subject).flatMap((client) => [
      ...judgeGrants(client),
      ...judgeOrganizationUsage(client),
    ]),
    ...managed(subject, 'tenant').flatMap(judgeFlags),
    ...(isLocalEnvironment(subject.project) ? managed(subject, 'clients') : []).flatMap(judgeKeys),
  ],
}

type Client = ReturnType<typeof managed>[number]

/** People sign in with it, and the rulebook enforces the organization without an exemption. */
function organizationOnly(subject: Subject): readonly Client[] {
  const { policies, exemptions } = subject.project.rulebook
  const { mode, clients = {} } = policies['org-required']
  return managed(subject, 'clients').filter(({ name, value }) => {
    const isMachine = value.app_type === 'non_interactive'
    const enforced =
      mode === 'enforce' || (Object.hasOwn(clients, name) && clients[name] === 'enforce')
    const isExempt = exemptions.some((one) => one.policy === 'org-required' && one.client === name)
    return enforced && !isMachine && !isExempt
  })
}

const LEGACY_GRANTS: readonly string[] = [
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
  'urn:ietf:params:oauth:grant-type:device_code',
  'implicit',
]

function judgeGrants({ name, file, value, place }: Client): readonly Finding[] {
  if (!Array.isArray(value.grant_types)) {
    const message = `\`${name}\` is organization-only and has no \`grant_types\``
    const fix = `write \`"grant_types": ["authorization_code", "refresh_token"]\` in \`${file}\``
    return [finding(GRANT_TYPES_UNSTATED, place([]), message, fix)]
  }
  return textsIn(value.grant_types).flatMap((grant, index) =>
    LEGACY_GRANTS.includes(grant)
      ? [
          finding(
            LEGACY_GRANT,
            place(['grant_types', index]),
            `\`${name}\` is organization-only and has the grant \`${grant}\``,
            `remove it from \`grant_types\` in \`${file}\`, or exempt the application from \`org-required\``,
          ),
        ]
      : [],
  )
}

function judgeOrganizationUsage({ name, file, value, place }: Client): readonly Finding[] {
  const usage = textOf(value.organization_usage)
  if (usage === 'allow' || usage === 'require') return []
  const message = `\`organization_usage\` of \`${name}\` is \`${usage || 'deny'}\`, accepted \`allow\`, \`require\``
  return [
    finding(
      ORGANIZATION_USAGE_DENIED,
      place(['organization_usage']),
      message,
      `write \`"organization_usage": "allow"\` in \`${file}\``,
    ),
  ]
}

const judgeKeys = (client: Client): readonly Finding[] =>
  keysOf(client).map((path) => {
    const message = `\`${client.name}\` proves itself with a key pair, which the local tenant does not keep`
    const fix =
      'put `client_authentication_methods` in by a keyword that is `{}` in this environment'
    return finding(KEY_NOT_EMULATED, client.place(path), message, fix)
  })

const SAFE_FLAGS: Readonly<Record<string, boolean>> = {
  allow_legacy_delegation_grant_types: false,
  allow_legacy_ro_grant_types: false,
  disable_impersonation: true,
}

const judgeFlags = ({ value, place }: Client): readonly Finding[] =>
  Object.entries(SAFE_FLAGS).flatMap(([flag, safe]) => {
    const found = recordOf(value.flags)[flag]
    if (found === undefined || found === safe) return []
    const message = `\`flags.${flag}\` is ${shown(found)}, accepted \`${safe}\``
    return [finding(LEGACY_TENANT_FLAG, place(['flags', flag]), message, `write \`${safe}\``)]
  })
