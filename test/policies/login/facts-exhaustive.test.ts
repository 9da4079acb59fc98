import { describe, expect, test } from 'vitest'
import { LOGIN_POLICIES } from '../../../policies/login/decide.ts'
import { REASONS, type Reason } from '../../../policies/reasons.ts'
import { MEMBERS } from '../../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import {
  agreed,
  firstOf,
  type Survey,
  survey,
  type WordsIn,
  wordsOf,
} from '../../builders/survey.ts'
import {
  ABSTRACT_LOGINS,
  type AbstractActor,
  type AbstractBlocks,
  type AbstractLogins,
  GOOGLE,
} from './abstract-logins.ts'

type Spaces = typeof ABSTRACT_LOGINS
type Words<Id extends keyof Spaces> = WordsIn<Spaces[Id]['space']>

/** The rule, told again in the words of the space, for every point of it. */
function ask<Id extends keyof Spaces>(id: Id, oracle: (words: Words<Id>) => string): Survey {
  const { space, toLogin } = ABSTRACT_LOGINS[id] as AbstractLogins<Spaces[Id]['space']>
  const evaluate = LOGIN_POLICIES.find((policy) => policy.id === id)?.evaluate
  return survey(
    space,
    (facts) => {
      const verdict = evaluate?.(...toLogin(facts)) ?? { kind: 'pass' }
      const endMs = verdict.kind === 'pass' ? verdict.expiresAtMs : undefined
      return endMs === undefined ? wordsOf(verdict) : `pass until ${endMs}`
    },
    oracle,
  )
}

const ORG_GONE = 'reauth ORG_UNKNOWN_ON_REFRESH unconfirmed'
const ORG_FORGED = 'reauth ORG_UNKNOWN_ON_REFRESH'
const NO_ORG = 'deny ORG_CONTEXT_MISSING'
/** An organization that cannot be known is none, except where nobody has confirmed that it can be. */
const whereUnknown = (door: string, organization: string): string => {
  if (door !== 'refresh') return NO_ORG
  return organization === 'forged' ? ORG_FORGED : ORG_GONE
}
const isUnknown = (organization: string): boolean => ['unknown', 'forged'].includes(organization)

test('runtime-guard: can I believe what I see?', () => {
  const found = ask('runtime-guard', ({ keys, door, isOwnerKnown, lock, isShadowed }) =>
    firstOf(
      [keys === 'unusable', 'deny CONFIG_INVALID'],
      [door === 'unknown' || !isOwnerKnown, 'deny EVENT_UNSUPPORTED'],
      [isShadowed, 'deny STATE_SHADOW_KEY'],
      [lock !== 'absent' && lock !== 'held', `deny ${lock}`],
    ),
  )
  expect(found).toEqual(
    agreed(
      480,
      'deny CONFIG_INVALID, deny EVENT_UNSUPPORTED, deny STATE_COPIED',
      'deny STATE_SHADOW_KEY, deny STATE_TAMPERED, pass',
    ),
  )
})

test('runtime-guard speaks for those whom its reason concerns: every reason there is', () => {
  const found = survey(
    { reason: Object.keys(REASONS) as Reason[] },
    ({ reason }) => `${LOGIN_POLICIES[0]?.modeFrom?.({ kind: 'deny', reason })}`,
    ({ reason }) =>
      reason === 'STATE_TAMPERED' || reason === 'STATE_COPIED'
        ? 'email-lock,identity-lock,identifier-lock'
        : 'every-policy',
  )
  const points = Object.keys(REASONS).length
  expect(found).toEqual(agreed(points, 'email-lock,identity-lock,identifier-lock, every-policy'))
})

describe('blocks', () => {
  const STANDS = ['never', 'later', 'a skew ago, but a millisecond']
  const shutOutOf = (blocks: AbstractBlocks, ...places: readonly string[]): boolean =>
    blocks !== 'unreadable' &&
    blocks.some(({ from, ends }) => STANDS.includes(ends) && places.includes(from))

  test('user-suspended: is there a block that stands, from everywhere?', () => {
    const found = ask('user-suspended', ({ blocks }) =>
      firstOf(
        [blocks === 'unreadable', 'deny BLOCK_UNREADABLE'],
        [shutOutOf(blocks, 'everywhere'), 'deny USER_SUSPENDED'],
      ),
    )
    expect(found).toEqual(agreed(1936, 'deny BLOCK_UNREADABLE, deny USER_SUSPENDED, pass'))
  })

  test('org-blocked: is there one from here, or from where this might be?', () => {
    const placesOf = { acme: ['acme'], globex: ['globex'], none: [], unknown: ['acme', 'globex'] }
    const found = ask('org-blocked', ({ blocks, organization }) =>
      firstOf(
        [blocks === 'unreadable', 'deny BLOCK_UNREADABLE'],
        [shutOutOf(blocks, ...placesOf[organization]), 'deny ORG_BLOCKED'],
      ),
    )
    expect(found).toEqual(agreed(1936, 'deny BLOCK_UNREADABLE, deny ORG_BLOCKED, pass'))
  })
})

describe('the organization', () => {
  test('org-status: only a listed word, or none at all, is active', () => {
    const found = ask('org-status', ({ organization, door, organizationStatus, active }) => {
      const listed: readonly unknown[] = [null, ...active]
      return firstOf(
        [isUnknown(organization), whereUnknown(door, organization)],
        [!listed.includes(organizationStatus), 'deny ORG_SUSPENDED'],
      )
    })
    expect(found).toEqual(
      agreed(1260, `${NO_ORG}, deny ORG_SUSPENDED, pass, ${ORG_FORGED}, ${ORG_GONE}`),
    )
  })

  test('org-required: a name is demanded', () => {
    const found = ask('org-required', ({ organization, door }) => {
      if (organization === 'none') return NO_ORG
      return isUnknown(organization) ? whereUnknown(door, organization) : 'pass'
    })
    expect(found).toEqual(agreed(60, `${NO_ORG}, pass, ${ORG_FORGED}, ${ORG_GONE}`))
  })

  test('membership: whoever is asked must say so, and being asked in vain is the rulebook’s', () => {
    type Point = Words<'membership'>
    // The doors at which the platform itself vouches (design 3 and enforcement, fact by fact).
    const without = ['password', 'device', 'legacy-federation']
    const unvouched = ['back-channel', 'native', 'exchange', 'unknown']
    const platform = ({ door }: Point): string =>
      firstOf(
        [without.includes(door), 'deny NOT_MEMBER'],
        [unvouched.includes(door), 'deny NOT_MEMBER unconfirmed'],
      )
    const inVain = ({ onUnavailable, confirmed }: Point): string => {
      const lately = ['now', 'a grace ago'].includes(confirmed)
      const helps = { deny: false, allow: true, grace: lately }[onUnavailable]
      return helps ? 'pass' : 'deny MEMBERSHIP_UNAVAILABLE'
    }
    const directory = (point: Point): string =>
      ({
        member: 'pass',
        stranger: 'deny NOT_MEMBER',
        unasked: inVain(point),
        unavailable: inVain(point),
      })[point.live]
    const found = ask('membership', (point) => {
      const { organization, door, source, roles, liveDoors } = point
      const hasMarker = new Set<string>(roles).has('member')
      const isLive =
        source === 'live' && (new Set<string>(liveDoors).has(door) || unvouched.includes(door))
      const isAsked = source === 'effective-role' || source === 'group'
      if (organization === 'none') return 'pass'
      if (isUnknown(organization)) return whereUnknown(door, organization)
      if (source === 'marker-role') return hasMarker ? 'pass' : 'deny NOT_MEMBER'
      return isLive || isAsked ? directory(point) : platform(point)
    })
    expect(found).toEqual(
      agreed(
        216_000,
        'deny MEMBERSHIP_UNAVAILABLE, deny NOT_MEMBER, deny NOT_MEMBER unconfirmed',
        `${NO_ORG}, pass, ${ORG_FORGED}, ${ORG_GONE}`,
      ),
    )
  })
})

describe('the person', () => {
  test('source-domain: a company’s own source vouches for the domains that somebody gave it', () => {
    const found = ask('source-domain', (point) => {
      const { address, listed, ofOrganization, unlisted } = point
      // Below an account of another company's source, whose it is says nobody.
      const source = point.isBelowEnterprise ? '' : point.source
      const isEnterprise = point.isBelowEnterprise || point.isEnterprise
      const isHeld = source === GOOGLE && listed !== 'nothing'
      const domains = isHeld ? [listed] : ofOrganization
      const isOwn = new Set<string>(domains ?? []).has(address)
      const isUnknown = source === '' && !(listed === 'nothing' && unlisted === 'pass')
      return firstOf(
        [address === 'absent', 'pass'],
        [!isUnknown && !isHeld && !isEnterprise, 'pass'],
        [!isUnknown && domains === null && unlisted === 'pass', 'pass'],
        [isUnknown || isOwn !== true, 'deny SOURCE_DOMAIN_MISMATCH'],
      )
    })
    expect(found).toEqual(agreed(2592, 'deny SOURCE_DOMAIN_MISMATCH, pass'))
  })

  test('verified-email: an address, and somebody who vouches for it', () => {
    const found = ask(
      'verified-email',
      ({ address, addressVerified, identitySource, trustedSources }) => {
        const trusted = trustedSources.map((one: string) => one === identitySource)
        const vouchers = [addressVerified, ...trusted]
        return firstOf(
          [address === 'absent', 'deny EMAIL_ABSENT'],
          [!vouchers.includes(true), 'deny EMAIL_UNVERIFIED'],
        )
      },
    )
    expect(found).toEqual(agreed(54, 'deny EMAIL_ABSENT, deny EMAIL_UNVERIFIED, pass'))
  })

  test('delegation: everyone who acts is allowed to, here and now', () => {
    const here: Readonly<Record<AbstractActor, string>> = {
      'a machine of acme': 'acme',
      'a delegate of acme': 'acme',
      'a machine of globex': 'globex',
      'a delegate of globex': 'globex',
      'a delegate whose time is over': 'nowhere',
      'a stranger': 'nowhere',
      'somebody unreadable': 'nowhere',
    }
    const found = ask('delegation', ({ organization, actors, machines, delegates }) => {
      const lists = [
        ...(machines === 'listed' ? ['machine'] : []),
        ...(delegates === 'named' ? ['delegate'] : []),
      ]
      const wrong = actors.filter(
        (one) => here[one] !== organization || !lists.some((list) => one.includes(list)),
      )
      return firstOf(
        [wrong.length > 0, 'deny ACTOR_NOT_ALLOWED'],
        [actors.includes('a delegate of acme'), `pass until ${NOON_MS + 1}`],
        [actors.includes('a delegate of globex'), `pass until ${NOON_MS + DAY_MS}`],
      )
    })
    const [soon, tomorrow] = [NOON_MS + 1, NOON_MS + DAY_MS]
    expect(found).toEqual(
      agreed(1824, `deny ACTOR_NOT_ALLOWED, pass, pass until ${soon}, pass until ${tomorrow}`),
    )
  })

  test('upstream-freshness: vouched for within the age, and nothing outlives that', () => {
    const found = ask('upstream-freshness', ({ vouched, maxAgeMs, missingEvidence }) =>
      firstOf(
        [vouched === 'never' && missingEvidence === 'deny', 'reauth UPSTREAM_EVIDENCE_MISSING'],
        [vouched === 'past the limit' || vouched === 'in 1970', 'reauth UPSTREAM_STALE'],
        [vouched === 'now', `pass until ${NOON_MS + maxAgeMs}`],
        [vouched === 'soon', `pass until ${NOON_MS + 60_000 + maxAgeMs}`],
        [vouched === 'at the limit', `pass until ${NOON_MS}`],
      ),
    )
    expect(found).toMatchObject({ points: 24, failures: [] })
  })
})

test('identity-lock: no other mailbox is linked, and the source is one that was granted', () => {
  type Point = Words<'identity-lock'>
  // Marks are compared by the linked account's newest key: who has that one has the mailbox.
  const sameMailbox = (own: string, linked: string): boolean => {
    if (linked === 'ann') return own === 'ann'
    if (linked === 'ann, by an older key') return own.startsWith('ann')
    return linked === 'other' && own === 'other'
  }
  const grantsOf = ({ lock, organization }: Point): readonly string[] =>
    typeof lock === 'string'
      ? []
      : lock.filter((grant) => organization === 'unknown' || grant.startsWith(organization))
  const found = ask('identity-lock', (point) => {
    const { organization, lock, source, pin, linked, address, accounts } = point
    if (organization === 'none') return 'pass'
    const word = source === MEMBERS ? 'by members' : source === '' ? 'by nobody' : 'by google'
    const grants = grantsOf(point)
    return firstOf(
      [typeof lock === 'string' && lock !== 'absent', `deny ${String(lock)}`],
      [
        linked !== 'any' && accounts.some((one) => !sameMailbox(address, one)),
        'deny IDENTITY_MISMATCH',
      ],
      [
        pin !== 'off' && grants.length > 0 && !grants.some((grant) => grant.endsWith(word)),
        'deny CONNECTION_NOT_ALLOWED',
      ],
    )
  })
  expect(found).toEqual(
    agreed(
      372_000,
      'deny CONFIG_INVALID, deny CONNECTION_NOT_ALLOWED, deny IDENTITY_MISMATCH',
      'deny STATE_COPIED, deny STATE_TAMPERED, pass',
    ),
  )
})

test('identifier-lock: what is frozen is still there, what must be proven is', () => {
  const found = ask('identifier-lock', (point) => {
    const isFrozenOne = (identifier: string): boolean => identifier.startsWith('the frozen one')
    const wasFrozen = (mark: string | null): boolean => point.lock === 'held' && mark !== null
    const isUnproven = point.phone !== 'absent' && !point.verified
    return firstOf(
      [point.lock !== 'absent' && point.lock !== 'held', `deny ${point.lock}`],
      [isUnproven && ['verified', 'frozen'].includes(point.phoneRule), 'deny PHONE_UNVERIFIED'],
      [
        point.phoneRule === 'frozen' && wasFrozen(point.lockedPhone) && !isFrozenOne(point.phone),
        'deny PHONE_DRIFT',
      ],
      [
        point.usernameRule === 'frozen' &&
          wasFrozen(point.lockedUsername) &&
          !isFrozenOne(point.username),
        'deny USERNAME_DRIFT',
      ],
    )
  })
  expect(found).toEqual(
    agreed(
      6000,
      'deny CONFIG_INVALID, deny PHONE_DRIFT, deny PHONE_UNVERIFIED',
      'deny STATE_COPIED, deny STATE_TAMPERED, deny USERNAME_DRIFT, pass',
    ),
  )
})
