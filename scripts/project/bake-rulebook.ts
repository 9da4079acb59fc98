import { createHash } from 'node:crypto'
import type { BakedRulebook, MessageByLanguage } from '../../actions/rulebook/baked-rulebook.ts'
import type { PolicyId } from '../../policies/catalogue.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import type { CommonSettings } from '../../policies/policy.ts'
import { type Fault, UserFault } from '../ground/failures.ts'
import { sorted } from '../ground/sorted.ts'
import { bakeExemption, bakeRollouts, type RolloutFile } from './bake-rollouts.ts'
import { holdDown } from './hold-down.ts'
import { environmentPath, idsPath, type Project } from './load-project.ts'
import type { Kind, Resolve } from './resolve.ts'
import { contradictions } from './rulebook-contradictions.ts'
import { expiryFaults, expiryWarnings } from './rulebook-expiry.ts'
import type { RulebookFile } from './rulebook-file.ts'

export type BakeResult = {
  readonly rulebook: BakedRulebook
  /** Things that will become faults soon. */
  readonly warnings: readonly string[]
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * Turns what people wrote into what an Action holds: names into ids, days into moments, owners left
 * out. Pure: the same project and, apart from expiry, any `nowMs` give the same value.
 * @throws UserFault with every name that has no id and every exemption that has expired or lasts too long
 */
export function bakeRulebook(project: Project, nowMs: number): BakeResult {
  const faults: Fault[] = []
  const body = bakeBody(project, (kind, name, path) => {
    const id = Object.hasOwn(project.ids[kind], name) ? project.ids[kind][name] : undefined
    if (id === undefined) faults.push(nameWithoutId(project, kind, name, path))
    return id ?? ''
  })
  faults.push(...expiryFaults(project.rulebook, nowMs), ...contradictions(body))
  if (faults.length > 0) throw new UserFault(faults)
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 8)
  return { rulebook: { hash, ...body }, warnings: expiryWarnings(project.rulebook, nowMs) }
}

/** Every mention of a name in the rulebook, with the dotted path of it. */
export function mentions(
  project: Project,
): readonly { readonly kind: Kind; readonly name: string; readonly path: string }[] {
  const found: { kind: Kind; name: string; path: string }[] = []
  bakeBody(project, (kind, name, path) => {
    found.push({ kind, name, path })
    return name
  })
  return found
}

function bakeBody(
  { rulebook, environment }: Project,
  resolve: Resolve,
): Omit<BakedRulebook, 'hash'> {
  const {
    'signup-gate': gate,
    'password-reset-gate': resetGate,
    'machine-token-gate': machineGate,
    ...loginPolicies
  } = rulebook.policies
  const all = rulebook.exemptions.map((exemption, index) =>
    bakeExemption(exemption, `exemptions.${index}`, resolve),
  )
  /** The settings that every moment has, for the policies of one. */
  const common = (policies: Partial<Record<PolicyId, RolloutFile>>): CommonSettings => ({
    rollout: bakeRollouts(policies, resolve),
    exemptions: all.filter(({ policy }) => Object.hasOwn(policies, policy)),
    requestsMayLoosen: rulebook.requestsMayLoosen,
    longestAllowanceMs: rulebook.longestAllowanceDays * DAY_MS,
  })
  const orgStatus = { active: rulebook.policies['org-status'].active }
  const within = <Settings extends CommonSettings>(settings: Settings): Settings =>
    environment.ceiling === 'enforce' ? settings : holdDown(settings, environment.ceiling)
  return {
    keyIds: environment.keys,
    capabilities: environment.capabilities,
    messages: bakeMessages(rulebook.messages),
    equivalentDomains: bakeEquivalentDomains(rulebook, resolve),
    sink: rulebook.sink,
    managementAudience: `https://${environment.domain}/api/v2/`,
    login: within({
      ...common(loginPolicies),
      orgStatus,
      ...bakeLoginSettings(rulebook, resolve),
    }),
    signup: within({
      ...common({ 'signup-gate': gate }),
      signupGate: { admit: gate.admit, domains: gate.domains, operators: gate.operators },
    }),
    invitations: bakeInvitations(gate.invitations, resolve),
    passwordReset: within({ ...common({ 'password-reset-gate': resetGate }), orgStatus }),
    machineToken: within({
      ...common({ 'machine-token-gate': machineGate }),
      orgStatus,
      machineTokenGate: { clients: bakeMachines(machineGate.machines, resolve) },
    }),
  }
}

/** The same values, with things of one kind by their ids. */
const resolveKeys =
  (resolve: Resolve) =>
  <Value>(
    kind: Kind,
    values: Readonly<Record<string, Value>>,
    path: string,
  ): Readonly<Record<string, Value>> =>
    sorted(
      Object.entries(values).map(([name, value]) => [
        resolve(kind, name, `policies.${path}.${name}`),
        value,
      ]),
    )

const MACHINES = 'policies.machine-token-gate.machines'

const bakeMachines = (
  machines: RulebookFile['policies']['machine-token-gate']['machines'],
  resolve: Resolve,
): BakedRulebook['machineToken']['machineTokenGate']['clients'] =>
  bakeNameLists(machines, 'organizations', 'clients', MACHINES, resolve)

const INVITATIONS = 'policies.signup-gate.invitations'

function bakeInvitations(
  { clients, connections, ...reading }: RulebookFile['policies']['signup-gate']['invitations'],
  resolve: Resolve,
): BakedRulebook['invitations'] {
  return {
    clients: bakeNameLists(clients, 'clients', 'organizations', INVITATIONS, resolve),
    connections: bakeNameLists(connections, 'connections', 'organizations', INVITATIONS, resolve),
    ...reading,
  }
}

function bakeLoginSettings(
  { policies, unknownOnRefresh }: RulebookFile,
  resolve: Resolve,
): Omit<LoginSettings, keyof CommonSettings | 'orgStatus'> {
  const { membership, delegation, 'email-lock': emailLock } = policies
  const { domains, unlisted } = policies['source-domain']
  const byId = resolveKeys(resolve)
  const { pin, linked } = policies['identity-lock']
  const { phone, username } = policies['identifier-lock']
  const { maxAgeHours, missingEvidence } = policies['upstream-freshness']
  return {
    trustedSources: policies['verified-email'].trustedConnections.map((name, index) =>
      resolve('connections', name, `policies.verified-email.trustedConnections.${index}`),
    ),
    membership: {
      source: membership.source,
      markerRole: membership.markerRole,
      groups: byId('organizations', membership.groups, 'membership.groups'),
      liveDoors: membership.liveDoors,
      onUnavailable: membership.onUnavailable,
      graceMs: membership.graceMinutes * MINUTE_MS,
    },
    emailLock: {
      onMissing: emailLock.onMissing,
      cutOverMs: Date.parse(emailLock.cutOver),
      newcomers: emailLock.newcomers,
      spread: { fromMs: Date.parse(emailLock.spread.from), days: emailLock.spread.days },
    },
    sourceDomain: {
      domains: byId('connections', domains, 'source-domain.domains'),
      unlisted,
    },
    unknownOnRefresh,
    identityLock: { pin, linked },
    identifierLock: { phone, username },
    delegation: { actors: byId('organizations', delegation.actors, 'delegation.actors') },
    upstreamFreshness: { maxAgeMs: maxAgeHours * HOUR_MS, missingEvidence },
  }
}

const bakeEquivalentDomains = (
  { policies }: RulebookFile,
  resolve: Resolve,
): BakedRulebook['equivalentDomains'] =>
  policies['email-lock'].equivalentDomains.map(({ organization, from, to, expires }, index) => ({
    organization: resolve(
      'organizations',
      organization,
      `policies.email-lock.equivalentDomains.${index}.organization`,
    ),
    from,
    to,
    untilMs: Date.parse(expires),
  }))

const bakeMessages = (messages: RulebookFile['messages']): BakedRulebook['messages'] => {
  const bake = (message: string | MessageByLanguage): MessageByLanguage =>
    typeof message === 'string' ? { default: message } : message
  const { OG_ACCESS, OG_REAUTH, OG_ADMIN, OG_RETRY } = messages
  return {
    OG_ACCESS: bake(OG_ACCESS),
    OG_REAUTH: bake(OG_REAUTH),
    OG_ADMIN: bake(OG_ADMIN),
    OG_RETRY: bake(OG_RETRY),
  }
}

/** A map from names to lists of names, as ids. */
const bakeNameLists = (
  map: Readonly<Record<string, readonly string[]>>,
  keyKind: Kind,
  itemKind: Kind,
  at: string,
  resolve: Resolve,
): Record<string, readonly string[]> =>
  sorted(
    Object.entries(map).map(([name, items]) => {
      const path = at === INVITATIONS ? `${at}.${keyKind}.${name}` : `${at}.${name}`
      return [
        resolve(keyKind, name, path),
        items.map((item, index) => resolve(itemKind, item, `${path}.${index}`)),
      ]
    }),
  )

const nameWithoutId = (project: Project, kind: Kind, name: string, path: string): Fault => ({
  code: 'name_without_id',
  message: `\`${path}\` names \`${name}\`, which has no id in \`${idsPath(project.environmentName)}\`: accepted ${known(project, kind)}`,
  fix: `correct the name in \`tenant/rulebook.json\` or \`${environmentPath(project.environmentName)}\`, or run \`npm run resolve -- --environment ${project.environmentName}\``,
})

const known = (project: Project, kind: Kind): string =>
  Object.keys(project.ids[kind])
    .map((name) => `\`${name}\``)
    .join(', ') || 'no name yet'
