import { BLOCK_CLOCK_SKEW_MS } from '../../policies/block.ts'
import { PORTAL } from '../builders/ids.ts'
import { LOGIN_SETTINGS, OFFICE, type TaughtPolicy, UPSTREAM } from './login-settings.ts'

/** How an engine's language says what both of them can say. Every answer is in brackets of its own. */
export type Dialect = {
  /** A fact of the login, by its name. */
  readonly fact: (name: string) => string
  readonly has: (set: string, element: string) => string
  readonly hasAny: (set: string, other: string) => string
  readonly hasAll: (set: string, other: string) => string
  readonly list: (texts: readonly string[]) => string
  readonly choose: (condition: string, then: string, otherwise: string) => string
}

/**
 * When each policy refuses under `LOGIN_SETTINGS`: one set of rules, said in whichever dialect, so
 * that engines are asked the same. In precedence order.
 */
export function rivalRules(dialect: Dialect): ReadonlyMap<TaughtPolicy, string> {
  const { fact } = dialect
  const derived = not(isBreakGlass(dialect))
  const named = is(fact('organizationKind'), 'named')
  const concernsOrganization = not(is(fact('organizationKind'), 'none'))
  // On refresh nobody has confirmed that the organization is named, so there nothing is enforced.
  const unnamable = all(is(fact('organizationKind'), 'unknown'), not(is(fact('door'), 'refresh')))
  const unreadableLock = is(fact('lockKind'), 'unreadable')
  return new Map<TaughtPolicy, string>([
    ['runtime-guard', runtimeGuard(dialect, derived)],
    ['user-suspended', any(not(fact('blocksReadable')), lasts(dialect, 'suspendedUntilMs'))],
    ['org-status', any(unnamable, orgStatus(dialect))],
    ['org-blocked', any(not(fact('blocksReadable')), lasts(dialect, 'blockedUntilMs'))],
    [
      'org-required',
      all(
        derived,
        is(fact('application'), PORTAL),
        any(is(fact('organizationKind'), 'none'), unnamable),
      ),
    ],
    ['membership', all(derived, any(unnamable, all(named, membership(dialect))))],
    ['verified-email', all(derived, verifiedEmail(dialect))],
    ['email-lock', all(derived, concernsOrganization, any(unreadableLock, emailLock(dialect)))],
    ['identity-lock', all(derived, concernsOrganization, any(unreadableLock, identity(dialect)))],
    ['identifier-lock', all(derived, any(unreadableLock, identifier(dialect)))],
    ['delegation', all(isDelegated(dialect), not(mayAct(dialect)))],
    ['upstream-freshness', all(derived, upstreamFreshness(dialect))],
  ])
}

const all = (...conditions: readonly string[]): string => `(${conditions.join(' && ')})`
const any = (...conditions: readonly string[]): string => `(${conditions.join(' || ')})`
const not = (condition: string): string => `!(${condition})`
const is = (value: string, text: string): string => `(${value} == "${text}")`

const isBreakGlass = ({ fact }: Dialect): string =>
  `(${fact('nowMs')} < ${fact('breakGlassUntilMs')})`

const lasts = ({ fact }: Dialect, until: string): string =>
  `(${fact('nowMs')} < ${fact(until)} + ${BLOCK_CLOCK_SKEW_MS})`

const isProven = ({ fact, has, list }: Dialect): string =>
  any(
    fact('addressVerified'),
    all(
      fact('addressIsOfSource'),
      has(list(LOGIN_SETTINGS.trustedSources), fact('identitySource')),
    ),
  )

/** It speaks for the others: where keys are missing for all, else for those that read the lock. */
const runtimeGuard = ({ fact }: Dialect, derived: string): string =>
  any(
    not(fact('hasKeys')),
    is(fact('door'), 'unknown'),
    fact('isShadowed'),
    all(derived, is(fact('lockKind'), 'unreadable')),
  )

const orgStatus = ({ fact, has, list }: Dialect): string =>
  all(
    not(is(fact('organizationKind'), 'unknown')),
    fact('saysStatus'),
    not(has(list(LOGIN_SETTINGS.orgStatus.active), fact('status'))),
  )

function membership({ fact, has, list }: Dialect): string {
  const { liveDoors, graceMs } = LOGIN_SETTINGS.membership
  const age = `${fact('nowMs')} - ${fact('lastConfirmedMs')}`
  const inGrace = all(`${age} >= 0`, `${age} <= ${graceMs}`)
  const isUnknown = all(not(is(fact('live'), 'member')), not(inGrace))
  // Where nothing else vouches, the directory is asked whatever the team wants.
  const asked = [...new Set([...liveDoors, 'native', 'back-channel', 'exchange', 'unknown'])]
  const withoutOrganizations = ['password', 'device', 'legacy-federation']
  return any(
    has(list(withoutOrganizations), fact('door')),
    all(has(list(asked), fact('door')), any(is(fact('live'), 'stranger'), isUnknown)),
  )
}

function verifiedEmail(dialect: Dialect): string {
  const { fact } = dialect
  const end = LOGIN_SETTINGS.exemptions[0]?.untilMs ?? 0
  const isExempt = all(`${fact('nowMs')} < ${end}`, is(fact('application'), OFFICE))
  return all(not(isExempt), any(is(fact('addressKind'), 'absent'), not(isProven(dialect))))
}

function emailLock(dialect: Dialect): string {
  const { fact, hasAny, hasAll, choose } = dialect
  const [accepted, here, anywhere] = [
    fact('acceptedMarks'),
    fact('lockedHere'),
    fact('lockedAnywhere'),
  ]
  const isLockedHere = hasAny(here, here)
  const isExpired = `(${fact('nowMs')} >= ${fact('rebindEndsMs')})`
  const mayMove = all(fact('hasRebind'), fact('isInteractive'), isProven(dialect))
  const inOrganization = choose(
    all(isLockedHere, hasAll(accepted, here)),
    'false',
    choose(
      all(fact('hasRebind'), isExpired),
      'true',
      choose(mayMove, 'false', any(isLockedHere, not(mayAdopt(dialect)))),
    ),
  )
  const inUnknown = all(hasAny(anywhere, anywhere), not(hasAny(accepted, anywhere)))
  return any(
    not(is(fact('addressKind'), 'usable')),
    choose(is(fact('organizationKind'), 'unknown'), inUnknown, inOrganization),
  )
}

function mayAdopt(dialect: Dialect): string {
  const { fact, hasAny } = dialect
  const { cutOverMs } = LOGIN_SETTINGS.emailLock
  const isNewcomer = all(
    is(fact('lockKind'), 'absent'),
    `${fact('createdAtMs')} >= ${cutOverMs}`,
    isProven(dialect),
  )
  const isKnown = hasAny(fact('lockedAnywhere'), fact('marks'))
  return any(`${fact('nowMs')} < ${cutOverMs}`, isKnown, isNewcomer)
}

const identity = ({ fact, has, hasAny }: Dialect): string =>
  any(
    not(fact('linkedAreSame')),
    all(
      hasAny(fact('lockedSources'), fact('lockedSources')),
      not(has(fact('lockedSources'), fact('identitySource'))),
    ),
  )

const identifier = ({ fact, has }: Dialect): string =>
  any(
    all(fact('hasPhone'), not(fact('phoneVerified'))),
    all(not(is(fact('lockedPhone'), '')), not(has(fact('phoneMarks'), fact('lockedPhone')))),
    all(
      not(is(fact('lockedUsername'), '')),
      not(has(fact('usernameMarks'), fact('lockedUsername'))),
    ),
  )

/** Whoever exchanges a token on behalf of somebody acts, seen or not. */
const isDelegated = ({ fact }: Dialect): string =>
  any(fact('hasActor'), is(fact('door'), 'on-behalf'))

const mayAct = ({ fact, has, list }: Dialect): string =>
  any(
    ...Object.entries(LOGIN_SETTINGS.delegation.actors).map(([organization, actors]) =>
      all(is(fact('organization'), organization), has(list(actors), fact('actor'))),
    ),
  )

const upstreamFreshness = ({ fact }: Dialect): string =>
  all(
    is(fact('identitySource'), UPSTREAM),
    any(
      not(fact('isVouched')),
      `${fact('nowMs')} - ${fact('vouchedAtMs')} > ${LOGIN_SETTINGS.upstreamFreshness.maxAgeMs}`,
    ),
  )
