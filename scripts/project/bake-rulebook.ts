import { createHash } from 'node:crypto'
import type {
  BakedRulebook,
  DriftSettings,
  MessageByLanguage,
} from '../../actions/rulebook/baked-rulebook.ts'
import type { Moment } from '../../policies/about.ts'
import { CATALOGUE, type SettingsOf } from '../../policies/catalogue.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import type { CommonSettings } from '../../policies/policy.ts'
import type { ProfileChangeSettings } from '../../policies/profile-change/settings.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { bakeExemption, bakeRollouts } from './bake-rollouts.ts'
import { holdDown } from './hold-down.ts'
import { environmentPath, idsPath, type Project } from './load-project.ts'
import type { Kind, Resolve } from './resolve.ts'
import { contradictions } from './rulebook-contradictions.ts'
import { expiryFaults, expiryWarnings } from './rulebook-expiry.ts'
import type { RulebookFile } from './rulebook-file.ts'
import { namesBelow } from './rulebook-names.ts'
import { RULEBOOK_POLICIES } from './rulebook-policies.ts'

export type BakeResult = {
  readonly rulebook: BakedRulebook
  /** No Action holds it, so it is no part of the rulebook's hash. */
  readonly profileChange: ProfileChangeSettings
  /** Things that will become faults soon. */
  readonly warnings: readonly string[]
}

const DAY_MS = 86_400_000

/**
 * Turns what people wrote into what an Action holds: names into ids, days into moments, owners left
 * out. Pure: the same project and, apart from expiry, any `nowMs` give the same value.
 * @throws UserFault with every name that has no id and every exemption that has expired or lasts too long
 */
export function bakeRulebook(project: Project, nowMs: number): BakeResult {
  const faults: Fault[] = []
  const resolve: Resolve = (kind, name, path) => {
    const id = Object.hasOwn(project.ids[kind], name) ? project.ids[kind][name] : undefined
    if (id === undefined) faults.push(nameWithoutId(project, kind, name, path))
    return id ?? ''
  }
  const body = bakeBody(project, resolve)
  const profileChange = bakeProfileChange(project, resolve)
  faults.push(...expiryFaults(project.rulebook, nowMs), ...contradictions(body))
  if (faults.length > 0) throw new UserFault(faults)
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 8)
  return {
    rulebook: { hash, ...body },
    profileChange,
    warnings: expiryWarnings(project.rulebook, nowMs),
  }
}

/** Every mention of a name in the rulebook, with the dotted path of it. */
export function mentions(
  project: Project,
): readonly { readonly kind: Kind; readonly name: string; readonly path: string }[] {
  const found: { kind: Kind; name: string; path: string }[] = []
  const resolve: Resolve = (kind, name, path) => {
    found.push({ kind, name, path })
    return name
  }
  bakeBody(project, resolve)
  bakeProfileChange(project, resolve)
  return found
}

function bakeBody(project: Project, resolve: Resolve): Omit<BakedRulebook, 'hash'> {
  const { rulebook, environment } = project
  const drift = bakeDrift(project)
  const exemptions = rulebook.exemptions.map((exemption, index) =>
    bakeExemption(exemption, `exemptions.${index}`, resolve),
  )
  const of = <M extends Moment>(moment: M): CommonSettings & SettingsOf<M> => {
    const policies = policiesOf(moment, rulebook)
    const settings = {
      rollout: bakeRollouts(policies, resolve),
      exemptions: exemptions.filter(({ policy }) => Object.hasOwn(policies, policy)),
      requestsMayLoosen: rulebook.requestsMayLoosen,
      longestAllowanceMs: rulebook.longestAllowanceDays * DAY_MS,
      ...bakeSettings<M>(policies, resolve),
    }
    return environment.ceiling === 'enforce' ? settings : holdDown(settings, environment.ceiling)
  }
  const login = { ...of('login'), unknownOnRefresh: rulebook.unknownOnRefresh }
  const { orgStatus } = login
  return {
    keyIds: environment.keys,
    capabilities: environment.capabilities,
    messages: bakeMessages(rulebook),
    equivalentDomains: bakeEquivalentDomains(rulebook, resolve),
    sink: rulebook.sink,
    managementAudience: `https://${environment.domain}/api/v2/`,
    login,
    signup: of('signup'),
    invitations: bakeInvitations(rulebook.policies['signup-gate'].invitations, resolve),
    passwordReset: { ...of('password-reset'), orgStatus },
    machineToken: { ...of('machine-token'), orgStatus },
    // What is off stands nowhere, so that it makes nothing new.
    ...(drift === null ? {} : { drift }),
  }
}

/** Of `capture` nothing is left where nothing is recorded. */
function bakeDrift({ rulebook, environment, ids }: Project): DriftSettings | null {
  const { mode } = rulebook.drift
  if (mode === 'off') return null
  return {
    mode: environment.ceiling === 'enforce' ? mode : 'monitor',
    revocation: environment.administration.revocation,
    connections: ids.connections,
  }
}

/**
 * What operations on people ask. The ceiling of the environment does not hold it down: that keeps a
 * fault from shutting people out, and a change that is refused shuts out nobody.
 */
function bakeProfileChange({ rulebook }: Project, resolve: Resolve): ProfileChangeSettings {
  const { 'profile-change': own, 'identifier-lock': identifiers } = rulebook.policies
  const policies = { 'profile-change': own }
  const { identifierLock } = bakeSettings<'login'>({ 'identifier-lock': identifiers }, resolve)
  return {
    rollout: bakeRollouts(policies, resolve),
    exemptions: [],
    requestsMayLoosen: rulebook.requestsMayLoosen,
    longestAllowanceMs: rulebook.longestAllowanceDays * DAY_MS,
    identifierLock,
    ...bakeSettings<'profile-change'>(policies, resolve),
  }
}

/**
 * The same for whoever works on people now: what has expired, or has no id yet, keeps nobody from
 * blocking somebody, and opens nothing.
 */
export const profileChangeOf = (project: Project): ProfileChangeSettings =>
  bakeProfileChange(project, resolveOrNone(project))

/** What the guard decides logins by, for whoever works on people now. */
export const loginOf = (project: Project): LoginSettings =>
  bakeBody(project, resolveOrNone(project)).login

const resolveOrNone =
  ({ ids }: Project): Resolve =>
  (kind, name) =>
    Object.hasOwn(ids[kind], name) ? (ids[kind][name] ?? '') : `no id: ${name}`

type PolicyFiles = RulebookFile['policies']

/** In the order of the rulebook's page, which messages follow. */
function policiesOf(wanted: Moment, { policies }: RulebookFile): Partial<PolicyFiles> {
  const ids: readonly string[] = CATALOGUE.filter(({ moment }) => moment === wanted).map(
    ({ id }) => id,
  )
  return Object.fromEntries(Object.entries(policies).filter(([id]) => ids.includes(id)))
}

/** What each policy of the moment is set to, told by its entry on the page. */
const bakeSettings = <M extends Moment>(
  policies: Partial<PolicyFiles>,
  resolve: Resolve,
): SettingsOf<M> =>
  Object.assign(
    {},
    ...Object.entries(policies).map(([id, written]) => {
      const { bake } = RULEBOOK_POLICIES[id as keyof PolicyFiles]
      return bake(written as never, namesBelow(`policies.${id}`, resolve))
    }),
  )

function bakeInvitations(
  { clients, connections, ...reading }: PolicyFiles['signup-gate']['invitations'],
  resolve: Resolve,
): BakedRulebook['invitations'] {
  const names = namesBelow('policies.signup-gate.invitations', resolve)
  return {
    clients: names.idsById('clients', 'organizations', clients, 'clients'),
    connections: names.idsById('connections', 'organizations', connections, 'connections'),
    ...reading,
  }
}

/** Of one whose organization has no id here, nobody is. */
export const equivalentDomainsIn = ({
  rulebook,
  ids,
}: Pick<Project, 'rulebook' | 'ids'>): BakedRulebook['equivalentDomains'] =>
  bakeEquivalentDomains(rulebook, (kind, name) => ids[kind][name] ?? '')

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

/** The way out is part of each text: an Action need not know of it. */
const bakeMessages = ({ messages, wayOut }: RulebookFile): BakedRulebook['messages'] => {
  const bake = (message: string | MessageByLanguage): MessageByLanguage => {
    const texts = typeof message === 'string' ? { default: message } : message
    if (wayOut === null) return texts
    const ended = Object.entries(texts).map(([language, text]) => [language, `${text} ${wayOut}`])
    return Object.fromEntries(ended) as MessageByLanguage
  }
  const { OG_ACCESS, OG_REAUTH, OG_ADMIN, OG_RETRY } = messages
  return {
    OG_ACCESS: bake(OG_ACCESS),
    OG_REAUTH: bake(OG_REAUTH),
    OG_ADMIN: bake(OG_ADMIN),
    OG_RETRY: bake(OG_RETRY),
  }
}

const nameWithoutId = (project: Project, kind: Kind, name: string, path: string): Fault => ({
  code: 'name_without_id',
  message: `\`${path}\` names \`${name}\`, which has no id in \`${idsPath(project.environmentName)}\`: accepted ${known(project, kind)}`,
  fix: `correct the name in \`tenant/rulebook.json\` or \`${environmentPath(project.environmentName)}\`, or run \`npm run resolve -- --environment ${project.environmentName}\``,
})

const known = (project: Project, kind: Kind): string =>
  Object.keys(project.ids[kind])
    .map((name) => `\`${name}\``)
    .join(', ') || 'no name yet'
