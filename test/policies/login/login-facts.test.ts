import { describe, expect, test } from 'vitest'
import {
  decideLogin,
  type KnownOfLogin,
  LOGIN_POLICIES,
  type LoginFacts,
  loginFacts,
  loginSettings,
} from '../../../policies/policies.ts'
import { aLogin } from '../../builders/a-login.ts'
import { everyPolicy, loginSettings as someSettings } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'

const SAID = { nowMs: NOON_MS, actors: [], organizationStatus: null, requestedModes: [] }

const refusing = (known: KnownOfLogin): readonly string[] =>
  decideLogin(loginFacts(known), loginSettings({ rollout: everyPolicy('enforce') }))
    .verdicts.filter(({ verdict }) => verdict.kind !== 'pass')
    .map(({ policy }) => policy)

test('whoever knows nothing is refused by every policy but those on foreign domains and on delegates', () => {
  expect(refusing(SAID)).toEqual([
    'runtime-guard',
    'user-suspended',
    'org-status',
    'org-blocked',
    'org-required',
    'membership',
    'verified-email',
    'email-lock',
    'identity-lock',
    'identifier-lock',
    'upstream-freshness',
  ])
})

test('what nobody said is missing, or what trusts least', () => {
  expect(loginFacts(SAID)).toEqual({
    ...SAID,
    door: 'unknown',
    lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' },
    renewedLock: null,
    rebinds: [],
    grants: [],
    blocks: { kind: 'unreadable' },
    delegates: [],
    vouchedAtMs: null,
    isEnterpriseSource: true,
    organizationDomains: null,
    wasErased: true,
    isOwnerKnown: false,
    keys: 'unusable',
    invitationClaimed: false,
    breakGlassUntilMs: Number.NEGATIVE_INFINITY,
    scope: { application: '', organization: { kind: 'unknown' }, identitySource: '' },
    person: {
      id: '',
      createdAtMs: Number.NEGATIVE_INFINITY,
      address: { kind: 'absent' },
      addressVerified: false,
      addressIsOfSource: false,
      addressIsOfOtherEnterprise: true,
      phone: { kind: 'absent', verified: false },
      username: { kind: 'absent' },
      linkedAddresses: [{ kind: 'absent' }],
      isShadowed: true,
      share: 0,
    },
    membership: { roles: [], live: 'unavailable', lastConfirmedMs: Number.NEGATIVE_INFINITY },
  })
})

test('without settings nobody is exempt, and no request loosens', () => {
  expect(loginSettings({})).toMatchObject({
    rollout: {},
    exemptions: [],
    requestsMayLoosen: false,
    longestAllowanceMs: 90 * 24 * 3_600_000,
    unknownOnRefresh: 'observe',
  })
})

test('all that is known of a login is the login', () => {
  expect(loginFacts(aLogin())).toEqual(aLogin())
})

describe('an admitted login of which less is known', () => {
  const whole = aLogin({
    membership: { roles: ['member'], live: 'member', lastConfirmedMs: NOON_MS },
  })
  const outcome = (known: KnownOfLogin): string =>
    decideLogin(
      loginFacts(known),
      someSettings({ membership: { ...someSettings().membership, source: 'marker-role' } }),
    ).outcome
  const without = (part: object, member: string): object =>
    Object.fromEntries(Object.entries(part).filter(([name]) => name !== member))
  /** Permissions, claims, and what one class of settings alone asks about: nothing here rests on them. */
  const RESTS_ON_NOTHING = [
    'nowMs',
    'actors',
    'organizationStatus',
    'requestedModes',
    'renewedLock',
    'rebinds',
    'grants',
    'delegates',
    'isEnterpriseSource',
    'wasErased',
    'organizationDomains',
    'invitationClaimed',
    'breakGlassUntilMs',
  ]
  const STILL_ADMITTED = {
    scope: ['application'],
    person: ['id', 'createdAtMs', 'addressIsOfSource', 'phone', 'username', 'share'],
    membership: ['live', 'lastConfirmedMs'],
  } as const

  test('is admitted as it is', () => expect(outcome(whole)).toBe('allow'))

  test.each(Object.keys(whole).filter((name) => !RESTS_ON_NOTHING.includes(name)))(
    'is refused without `%s`',
    (member) => {
      expect(outcome(without(whole, member) as LoginFacts)).not.toBe('allow')
    },
  )
  test.each(['scope', 'person', 'membership'] as const)(
    'is refused without a part of `%s`',
    (part) => {
      const admitted = Object.keys(whole[part]).filter(
        (member) =>
          outcome({ ...whole, [part]: without(whole[part], member) } as LoginFacts) === 'allow',
      )
      expect(admitted).toEqual(STILL_ADMITTED[part])
    },
  )
})

test('without a rollout nothing is enforced', () => {
  const { outcome, verdicts } = decideLogin(loginFacts(SAID), loginSettings({}))
  expect([outcome, verdicts.length]).toEqual(['allow', LOGIN_POLICIES.length])
})
