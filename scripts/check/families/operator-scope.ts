import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { managed, type Subject } from '../subject.ts'

const OPERATOR_SCOPE_OPEN: Rule = {
  id: 'operator_scope_open',
  severity: 'error',
  summary: 'the API that proves who acts on people gives its scopes to whoever asks for them',
  why: 'Without `enforce_policies` Auth0 puts into an access token every scope that an application asks for, whoever signs in: no role has to allow it. The operations here believe of a person the permissions alone, which such an API does not list, so that nobody is an operator; another back end that reads `scope` takes everybody for one.',
}

const OPERATOR_PERMISSIONS_UNLISTED: Rule = {
  id: 'operator_permissions_unlisted',
  severity: 'warning',
  summary: 'tokens of the API that proves who acts on people do not list permissions',
  why: 'What a person may is believed by `permissions` of the access token, which only an API with a `token_dialect` that ends in `_authz` has in it: no person is an operator of the tenant then. Administrators of an organization, and machine clients, are not concerned.',
}

/** Whether the API of `administration.audience` tells who operates the tenant. */
export const operatorScope: Family = {
  title: 'Who operates the tenant',
  rules: [OPERATOR_SCOPE_OPEN, OPERATOR_PERMISSIONS_UNLISTED],
  look: (subject) => managed(subject, 'resourceServers').flatMap((api) => judgeApi(subject, api)),
}

function judgeApi(
  { project }: Subject,
  { name, value, place, file }: Resource,
): readonly Finding[] {
  const { audience, operatorScope: scope } = project.environment.administration
  if (audience === '' || value.identifier !== audience) return []
  if (value.enforce_policies !== true) {
    return [
      finding(
        OPERATOR_SCOPE_OPEN,
        place(['enforce_policies']),
        `\`${name}\` gives \`${scope}\` to whoever asks for it`,
        `write \`"enforce_policies": true\` in \`${file}\`, and give the permission to a role`,
      ),
    ]
  }
  if (String(value.token_dialect ?? '').endsWith('_authz')) return []
  return [
    finding(
      OPERATOR_PERMISSIONS_UNLISTED,
      place(['token_dialect']),
      `tokens of \`${name}\` list no permissions, so that no person has \`${scope}\``,
      `write \`"token_dialect": "access_token_authz"\` in \`${file}\``,
    ),
  ]
}
