import { isEnterpriseStrategy } from '../../../actions/post-login/enterprise-strategy.ts'
import { DOMAINS_KEY } from '../../../actions/records/organization-domains.ts'
import { listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isOff } from '../is-enforced.ts'
import { managed, type Subject } from '../subject.ts'

const SOURCE_DOMAIN_UNLISTED: Rule = {
  id: 'source_domain_unlisted',
  severity: 'warning',
  summary:
    '`source-domain` is on, and nothing says which address domains an enterprise connection vouches for',
  why: 'Where the rulebook says `"unlisted": "pass"` the connection vouches for any address, also for one of another customer; where it says `"refuse"` nobody gets in through it. Auth0’s own domains of connections and organizations route a sign-in, and restrict nobody (Auth0 docs, organization domains, 2026-08-20).',
}

/** Whose provider vouches for whom. */
export const sourceDomains: Family = {
  title: 'Domains of identity sources',
  rules: [SOURCE_DOMAIN_UNLISTED],
  look: (subject) => {
    const policy = subject.project.rulebook.policies['source-domain']
    if (isOff(policy)) return []
    return managed(subject, 'connections')
      .filter(({ name, value }) => {
        const isListed = Object.hasOwn(policy.domains, name)
        return isEnterpriseStrategy(value.strategy) && !isListed && isOpen(subject, name, value)
      })
      .map((connection) => unlisted(connection, policy.unlisted))
  },
}

function unlisted({ name, value, place }: Resource, otherwise: 'pass' | 'refuse'): Finding {
  const effect = otherwise === 'pass' ? 'vouches for every address' : 'lets nobody in'
  return finding(
    SOURCE_DOMAIN_UNLISTED,
    place(['strategy']),
    `\`${name}\` has strategy \`${textOf(value.strategy)}\`, and no domains: with \`"unlisted": "${otherwise}"\` it ${effect}`,
    `name its domains under \`source-domain.domains\` in \`tenant/rulebook.json\`, or under \`${DOMAINS_KEY}\` in the metadata of every organization that has it`,
  )
}

/** Whether somebody can sign in there with an organization that does not say its domains, or with none. */
function isOpen(subject: Subject, name: string, value: Resource['value']): boolean {
  const organizations = managed(subject, 'organizations').filter((organization) =>
    listOf(organization.value.connections).some((one) => recordOf(one).name === name),
  )
  if (organizations.length === 0) return listOf(value.enabled_clients).length > 0
  return organizations.some((one) => recordOf(one.value.metadata)[DOMAINS_KEY] === undefined)
}
