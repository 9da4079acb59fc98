import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { PolicyId } from '../../policies/catalogue.ts'
import { modesOf, OFF } from '../../policies/mode.ts'
import type { Fault } from '../ground/user-fault.ts'
import { RULEBOOK_PATH } from './load-project.ts'

/**
 * Settings that are each accepted and together enforce nothing, or refuse everyone, without anybody
 * having wished it. Refused at the build, where somebody reads it.
 */
export const contradictions = (rulebook: Omit<BakedRulebook, 'hash'>): readonly Fault[] =>
  RULES.filter(({ isBroken }) => isBroken(rulebook)).map(({ path, found, accepted, fix }) => ({
    code: 'rulebook_contradiction',
    message: `\`${path}\` in \`${RULEBOOK_PATH}\` is not accepted: found ${found}, accepted ${accepted}`,
    fix,
    place: { file: RULEBOOK_PATH, path },
  }))

type Rule = {
  readonly path: string
  readonly isBroken: (rulebook: Omit<BakedRulebook, 'hash'>) => boolean
  readonly found: string
  readonly accepted: string
  readonly fix: string
}

const DAY_MS = 86_400_000

const has = (
  { login }: Omit<BakedRulebook, 'hash'>,
  policy: PolicyId,
  ...modes: readonly string[]
): boolean => modesOf(login.rollout[policy] ?? OFF).some((mode) => modes.includes(mode))

type Membership = BakedRulebook['login']['membership']
const isAskedOfPlatform = ({ source }: Membership): boolean =>
  source === 'effective-role' || source === 'group'
/** Somebody is asked at the login, and may not answer. */
const isAsked = (membership: Membership): boolean =>
  membership.source === 'live' || isAskedOfPlatform(membership)

const RULES: readonly Rule[] = [
  {
    path: 'policies.membership.markerRole',
    isBroken: ({ login: { membership } }) =>
      (membership.source === 'marker-role' || membership.source === 'effective-role') &&
      membership.markerRole === '',
    found: 'no role, with `"source": "marker-role"` or `"effective-role"`',
    accepted: 'the name of the role that every member has',
    fix: 'name the role: without it everyone would be refused',
  },
  {
    path: 'policies.membership.groups',
    isBroken: ({ login: { membership } }) =>
      membership.source === 'group' && Object.keys(membership.groups).length === 0,
    found: 'no group, with `"source": "group"`',
    accepted: 'the ids of the groups whose people are members, by organization',
    fix: 'name the groups: without them everyone would be refused',
  },
  {
    path: 'policies.membership.source',
    isBroken: ({ login: { membership }, capabilities }) =>
      isAskedOfPlatform(membership) && !capabilities.rolesAndGroups,
    found: '`effective-role` or `group`, where nobody has confirmed that Actions can ask for them',
    accepted:
      'either with the capability `rolesAndGroups` only: elsewhere everyone is refused, or nobody',
    fix: 'confirm the capability in the environment, or choose another source',
  },
  {
    path: 'policies.membership.onUnavailable',
    isBroken: ({ login: { membership }, capabilities }) =>
      isAsked(membership) &&
      membership.onUnavailable === 'grace' &&
      !capabilities.refreshTokenMetadata,
    found: '`grace`, where refresh tokens remember nothing',
    accepted: '`grace` with the capability `refreshTokenMetadata` only',
    fix: 'confirm the capability in the environment, or choose `deny` or `allow`',
  },
  {
    path: 'policies.identifier-lock',
    isBroken: ({ login, ...rest }) =>
      (login.identifierLock.phone === 'frozen' || login.identifierLock.username === 'frozen') &&
      has({ login, ...rest }, 'identifier-lock', 'monitor', 'capture', 'enforce') &&
      !(
        login.emailLock.onMissing === 'adopt' &&
        has({ login, ...rest }, 'email-lock', 'capture', 'enforce')
      ),
    found: '`frozen`, where no lock is ever recorded',
    accepted: '`frozen` beside an `email-lock` that adopts and captures or enforces',
    fix: 'set `email-lock` to `capture` with `"onMissing": "adopt"`, or do not freeze',
  },
  {
    path: 'policies.email-lock.newcomers',
    isBroken: (rulebook) =>
      rulebook.login.emailLock.newcomers === 'grant' &&
      rulebook.keyIds.rebindPublicKey === null &&
      has(rulebook, 'email-lock', 'capture', 'enforce'),
    found: '`grant`, where nobody can give one',
    accepted: '`grant` with `keys.rebindPublicKey` in the environment only',
    fix: 'commit the public half of the key that grants are signed with: see `npm run key -- --rebind`',
  },
  {
    path: 'policies.email-lock.spread',
    isBroken: (rulebook) => {
      const { onMissing, spread, cutOverMs } = rulebook.login.emailLock
      const lastMs = spread.fromMs + spread.days * DAY_MS
      return (
        onMissing === 'adopt' &&
        lastMs > cutOverMs &&
        has(rulebook, 'email-lock', 'capture', 'enforce')
      )
    },
    found: 'records that are still to be made after the cut-over',
    accepted: 'a last day at or before `cutOver`: whose turn comes later is refused before it',
    fix: 'begin earlier, take fewer days, or move the cut-over',
  },
  {
    path: 'policies.upstream-freshness',
    isBroken: (rulebook) =>
      has(rulebook, 'upstream-freshness', 'enforce') && !rulebook.capabilities.expirySetters,
    found: '`enforce`, where a stale session cannot be ended',
    accepted: '`enforce` with the capability `expirySetters` only: elsewhere a stale person loops',
    fix: 'confirm the capability in the environment, or monitor',
  },
]
