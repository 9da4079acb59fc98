import { createHash } from 'node:crypto'
import type { Project } from './load-project.ts'

/**
 * What lets people in whom the policies by themselves would not: whatever is set aside, and until when; how
 * long addresses are adopted; what is believed without proof. Each begins with its kind. An
 * environment without any of it has none.
 */
export const listOpenings = (project: Project): readonly string[] =>
  openingsOf(project).flatMap(([kind, openings]) => openings.map((what) => `${kind}: ${what}`))

/** The same, in a line for each kind. */
export const describeOpenings = (project: Project): readonly string[] =>
  openingsOf(project).flatMap(([kind, openings]) =>
    openings.length === 0 ? [] : [`${kind}: ${openings.join('; ')}`],
  )

type Openings = readonly (readonly [kind: string, openings: readonly string[]])[]

const openingsOf = ({ rulebook, environment }: Project): Openings => [
  ['sets aside', rulebook.exemptions.map(describeExemption)],
  ['adopts', adopts(rulebook)],
  ['trusts', trusts({ rulebook, environment })],
]

type Rulebook = Project['rulebook']

function describeExemption({
  policy,
  client,
  organization,
  connection,
  expires,
}: Rulebook['exemptions'][number]): string {
  const whom = Object.entries({ client, organization, connection }).flatMap(([kind, name]) =>
    name === undefined ? [] : [`${kind} \`${name}\``],
  )
  return `${policy} for ${whom.join(', ')} until ${expires}`
}

/** Where memberships without a lock get one by themselves. */
function adopts({ policies }: Rulebook): readonly string[] {
  const { onMissing, cutOver, newcomers, spread, mode } = policies['email-lock']
  if (mode === 'off' || onMissing === 'deny') return []
  const before = onMissing === 'adopt' ? 'the address of whoever has no lock' : 'nobody’s address'
  const after = {
    adopt: 'then that of newer accounts',
    vouched: 'then that of newer accounts whose connection vouches for it',
    grant: 'then none without a grant',
  }[newcomers]
  const days = spread.days === 0 ? '' : `, spread over ${spread.days} days from ${spread.from}`
  return [`${before} until ${cutOver}${days}, ${after}`]
}

function trusts({ rulebook, environment }: Pick<Project, 'rulebook' | 'environment'>): string[] {
  const { policies, requestsMayLoosen } = rulebook
  const { trustedConnections } = policies['verified-email']
  const { equivalentDomains } = policies['email-lock']
  const { unlisted } = policies['source-domain']
  const { admit, domains, operators, phone } = policies['signup-gate']
  const { rebindPublicKey } = environment.keys
  return [
    ...trustedConnections.map((name) => `\`${name}\` with addresses it never verified`),
    ...(unlisted === 'pass' ? ['enterprise connections without listed domains with any'] : []),
    ...equivalentDomains.map(
      ({ organization, from, to, expires }) =>
        `addresses of ${to} as those of ${from} in \`${organization}\` until ${expires}`,
    ),
    ...(admit === 'domains' ? [`sign-ups of ${domains.join(', ')}`] : []),
    ...(operators === 'marked' ? ['accounts with any metadata as made by operators'] : []),
    ...(phone === 'admit' ? ['sign-ups with a telephone number'] : []),
    ...(requestsMayLoosen ? ['clients and organizations to weaken modes by `og_modes`'] : []),
    ...(rebindPublicKey === null || rebindPublicKey === undefined
      ? []
      : [
          `whoever has the rebind key ${fingerprintOf(rebindPublicKey)} to move and grant addresses`,
        ]),
  ]
}

/** Of the text as committed: another key is another one. */
const fingerprintOf = (publicKey: string): string =>
  createHash('sha256').update(publicKey).digest('hex').slice(0, 8)
