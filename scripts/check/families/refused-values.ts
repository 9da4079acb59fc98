import {
  CLIENT_NAME,
  CONNECTION_NAME,
  MAX_CONNECTIONS,
  ORGANIZATION_NAME,
} from 'auth0-local-tenant'
import type { ResourceType } from '../../gateway/resource-types.ts'
import { listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { managed, type Subject } from '../subject.ts'

const NAME_INVALID: Rule = {
  id: 'name_invalid',
  severity: 'error',
  summary: 'an application, connection or organization has a name that Auth0 does not accept',
  why: 'Auth0 refuses it when it is created, and the import stops with everything before it applied.',
}

const SIGNUP_WITHOUT_MEMBERSHIP: Rule = {
  id: 'signup_without_membership',
  severity: 'error',
  summary:
    'an organization lets people sign up at a connection that does not make them members, or that is no database',
  why: 'Auth0 refuses it (docs, enable organization connections, step 6, read 2026-11-22), and the import stops with everything before it applied.',
}

const ORGANIZATION_CONNECTIONS_EXCEEDED: Rule = {
  id: 'organization_connections_exceeded',
  severity: 'error',
  summary: `an organization has more than ${MAX_CONNECTIONS} connections`,
  why: 'It is beyond a limit that Auth0 documents (organizations overview, read 2026-11-22): the import stops at the first one too many.',
}

/** What the Management API refuses in the middle of an import. */
export const refusedValues: Family = {
  title: 'Values that Auth0 does not accept',
  rules: [NAME_INVALID, SIGNUP_WITHOUT_MEMBERSHIP, ORGANIZATION_CONNECTIONS_EXCEEDED],
  look: (subject) => [
    ...managed(subject, 'clients', 'connections', 'databases', 'organizations').flatMap(judgeName),
    ...managed(subject, 'organizations').flatMap((organization) => [
      ...judgeSignups(subject, organization),
      ...judgeCount(organization),
    ]),
  ],
}

type Naming = { readonly pattern: RegExp; readonly accepted: string }

const CONNECTION: Naming = {
  pattern: CONNECTION_NAME,
  accepted: 'letters and digits, single hyphens between them, at most 128',
}
const NAMING: Readonly<Partial<Record<ResourceType, Naming>>> = {
  clients: { pattern: CLIENT_NAME, accepted: 'any text without `<` and `>`' },
  connections: CONNECTION,
  databases: CONNECTION,
  organizations: {
    pattern: ORGANIZATION_NAME,
    accepted: 'lower-case letters, digits, `_` and `-`, at most 50, not beginning with `org_`',
  },
}

function judgeName({ type, file, value, place }: Resource): readonly Finding[] {
  const naming = NAMING[type]
  const name = textOf(value.name)
  if (naming === undefined || name === '' || naming.pattern.test(name)) return []
  const message = `\`name\` in \`${file}\` is \`${name}\`, accepted ${naming.accepted}`
  return [finding(NAME_INVALID, place(['name']), message, 'give it another name')]
}

const judgeSignups = (subject: Subject, organization: Resource): readonly Finding[] =>
  listOf(organization.value.connections).flatMap((item, index): readonly Finding[] => {
    const link = recordOf(item)
    if (link.is_signup_enabled !== true) return []
    const name = textOf(link.name)
    const place = organization.place(['connections', index, 'is_signup_enabled'])
    if (link.assign_membership_on_login !== true) {
      const message = `\`${organization.name}\` lets people sign up at \`${name}\` without \`assign_membership_on_login\``
      const fix = 'write `"assign_membership_on_login": true`, or close the sign-up'
      return [finding(SIGNUP_WITHOUT_MEMBERSHIP, place, message, fix)]
    }
    const isElsewhere = subject.folder.resources.some(
      (one) => one.type === 'connections' && one.name === name,
    )
    if (!isElsewhere) return []
    const message = `\`${organization.name}\` lets people sign up at \`${name}\`, which is no database`
    return [finding(SIGNUP_WITHOUT_MEMBERSHIP, place, message, 'close the sign-up')]
  })

function judgeCount({ name, value, place }: Resource): readonly Finding[] {
  const count = listOf(value.connections).length
  if (count <= MAX_CONNECTIONS) return []
  const message = `\`${name}\` has \`${count}\` connections, accepted are \`${MAX_CONNECTIONS}\``
  const at = place(['connections', MAX_CONNECTIONS])
  return [finding(ORGANIZATION_CONNECTIONS_EXCEEDED, at, message, 'take some of them out')]
}
