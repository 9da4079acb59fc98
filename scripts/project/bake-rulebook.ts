import { createHash } from 'node:crypto'
import type { BakedRulebook } from '../../actions/baked-rulebook.ts'
import type { Rollout } from '../../policies/mode.ts'
import type { Exemption, PolicyId } from '../../policies/policy.ts'
import { type Fault, UserFault } from '../failures.ts'
import { environmentPath, idsPath, type Project } from './load-project.ts'
import type { RulebookFile } from './rulebook-file.ts'

export type BakeResult = {
  readonly rulebook: BakedRulebook
  /** Things that will become faults soon. */
  readonly warnings: readonly string[]
}

export type Kind = 'clients' | 'organizations' | 'connections'
/** Finds the id of a name, and notes a fault when there is none. */
type Resolve = (kind: Kind, name: string, path: string) => string

const DAY_MS = 86_400_000
const WARN_DAYS = 14

/**
 * Turns what people wrote into what an Action holds: names into ids, days into moments, owners left
 * out. Pure: the same project and, apart from expiry, any `nowMs` give the same value.
 * @throws UserFault with every name that has no id and every exemption that has expired
 */
export function bakeRulebook(project: Project, nowMs: number): BakeResult {
  const faults: Fault[] = []
  const body = bakeBody(project, (kind, name, path) => {
    const id = Object.hasOwn(project.ids[kind], name) ? project.ids[kind][name] : undefined
    if (id === undefined) faults.push(nameWithoutId(project, kind, name, path))
    return id ?? ''
  })
  const { exemptions } = project.rulebook
  faults.push(...exemptions.flatMap((exemption, index) => expiredFaults(exemption, index, nowMs)))
  if (faults.length > 0) throw new UserFault(faults)
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 8)
  return { rulebook: { hash, ...body }, warnings: expiryWarnings(exemptions, nowMs) }
}

/** Every name that needs an id, sorted, found by baking with the names themselves. */
export function mentionedNames(project: Project): Readonly<Record<Kind, readonly string[]>> {
  const found = new Set<string>()
  bakeBody(project, (kind, name) => {
    found.add(JSON.stringify([kind, name]))
    return name
  })
  const all = [...found].map((pair) => JSON.parse(pair) as [Kind, string])
  const ofKind = (wanted: Kind): readonly string[] =>
    all.flatMap(([kind, name]) => (kind === wanted ? [name] : [])).sort()
  return {
    clients: ofKind('clients'),
    connections: ofKind('connections'),
    organizations: ofKind('organizations'),
  }
}

function bakeBody(
  { rulebook, environment }: Project,
  resolve: Resolve,
): Omit<BakedRulebook, 'hash'> {
  const { 'signup-gate': gate, ...loginPolicies } = rulebook.policies
  const { 'verified-email': verifiedEmail, 'email-lock': emailLock } = loginPolicies
  const exemptions = rulebook.exemptions.map((exemption, index) =>
    bakeExemption(exemption, `exemptions.${index}`, resolve),
  )
  return {
    keyIds: environment.keys,
    capabilities: environment.capabilities,
    messages: rulebook.messages,
    login: {
      rollout: bakeRollouts(loginPolicies, resolve),
      exemptions: exemptions.filter(({ policy }) => policy !== 'signup-gate'),
      trustedSources: verifiedEmail.trustedConnections.map((name, index) =>
        resolve('connections', name, `policies.verified-email.trustedConnections.${index}`),
      ),
      emailLock: { onMissing: emailLock.onMissing, cutOverMs: Date.parse(emailLock.cutOver) },
    },
    signup: {
      rollout: bakeRollouts({ 'signup-gate': gate }, resolve),
      exemptions: exemptions.filter(({ policy }) => policy === 'signup-gate'),
      signupGate: { admit: gate.admit, domains: gate.domains },
    },
    invitations: {
      clients: bakeInvitations(gate.invitations.clients, 'clients', resolve),
      connections: bakeInvitations(gate.invitations.connections, 'connections', resolve),
      maxPages: gate.invitations.maxPages,
    },
  }
}

type RolloutFile = RulebookFile['policies']['user-suspended']

const bakeRollouts = (
  policies: Readonly<Partial<Record<PolicyId, RolloutFile>>>,
  resolve: Resolve,
): Partial<Record<PolicyId, Rollout>> =>
  Object.fromEntries(
    Object.entries(policies).map(([policy, rollout]) => {
      const modes = (kind: Kind): Rollout['applications'] =>
        sorted(
          Object.entries(rollout[kind] ?? {}).map(([name, mode]) => [
            resolve(kind, name, `policies.${policy}.${kind}.${name}`),
            mode,
          ]),
        )
      return [
        policy,
        {
          mode: rollout.mode,
          applications: modes('clients'),
          organizations: modes('organizations'),
          identitySources: modes('connections'),
        },
      ]
    }),
  )

function bakeExemption(
  { policy, client, organization, connection, expires }: RulebookFile['exemptions'][number],
  path: string,
  resolve: Resolve,
): Exemption {
  return {
    policy,
    ...(client === undefined ? {} : { application: resolve('clients', client, `${path}.client`) }),
    ...(organization === undefined
      ? {}
      : { organization: resolve('organizations', organization, `${path}.organization`) }),
    ...(connection === undefined
      ? {}
      : { identitySource: resolve('connections', connection, `${path}.connection`) }),
    untilMs: Date.parse(expires),
  }
}

const bakeInvitations = (
  map: Readonly<Record<string, readonly string[]>>,
  kind: 'clients' | 'connections',
  resolve: Resolve,
): Record<string, readonly string[]> =>
  sorted(
    Object.entries(map).map(([name, organizations]) => {
      const path = `policies.signup-gate.invitations.${kind}.${name}`
      return [
        resolve(kind, name, path),
        organizations.map((organization, index) =>
          resolve('organizations', organization, `${path}.${index}`),
        ),
      ]
    }),
  )

const sorted = <Value>(entries: [string, Value][]): Record<string, Value> =>
  Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)))

const nameWithoutId = (project: Project, kind: Kind, name: string, path: string): Fault => ({
  code: 'name_without_id',
  message: `\`${path}\` names \`${name}\`, which has no id in \`${idsPath(project.environmentName)}\`: accepted ${known(project, kind)}`,
  fix: `correct the name in \`tenant/rulebook.json\` or \`${environmentPath(project.environmentName)}\`, or run \`npm run resolve -- --environment ${project.environmentName}\``,
})

const known = (project: Project, kind: Kind): string =>
  Object.keys(project.ids[kind])
    .map((name) => `\`${name}\``)
    .join(', ') || 'no name yet'

function expiredFaults(
  { expires, policy }: RulebookFile['exemptions'][number],
  index: number,
  nowMs: number,
): readonly Fault[] {
  if (Date.parse(expires) > nowMs) return []
  const today = new Date(nowMs).toISOString().slice(0, 10)
  return [
    {
      code: 'exemption_expired',
      message: `\`exemptions.${index}.expires\` in \`tenant/rulebook.json\` is not accepted: found \`${expires}\`, accepted a day after \`${today}\``,
      fix: `remove the exemption from \`${policy}\`, or have its owner renew it`,
    },
  ]
}

const expiryWarnings = (exemptions: RulebookFile['exemptions'], nowMs: number): readonly string[] =>
  exemptions
    .filter(({ expires }) => Date.parse(expires) - nowMs <= WARN_DAYS * DAY_MS)
    .map(
      ({ policy, owner, expires }) =>
        `the exemption of \`${owner}\` from \`${policy}\` expires on \`${expires}\``,
    )
