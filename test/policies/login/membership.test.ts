import { describe, expect, test } from 'vitest'
import type { Door } from '../../../policies/login/door.ts'
import type { MembershipEvidence } from '../../../policies/login/facts.ts'
import type { MembershipSettings } from '../../../policies/login/membership.about.ts'
import { isAskedLive, membership } from '../../../policies/login/membership.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, type LoginDifferences } from '../../builders/a-login.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { HOUR_MS, NOON_MS } from '../../builders/noon.ts'

const NOBODY_VOUCHES: Verdict = { kind: 'deny', reason: 'NOT_MEMBER', unconfirmed: true }
const UNKNOWN = { kind: 'reauth', reason: 'ORG_UNKNOWN_ON_REFRESH', unconfirmed: true }

const evaluate = (
  differences: LoginDifferences,
  settings: Partial<MembershipSettings> = {},
): Verdict => {
  const plain = loginSettings()
  return membership.evaluate(
    aLogin(differences),
    loginSettings({ membership: { ...plain.membership, ...settings } }),
  )
}

/** Every door there is, and what the platform is known to say of members there. */
const DOORS: Readonly<Record<Door, Verdict>> = {
  'sign-in': PASS,
  silent: PASS,
  refresh: PASS,
  federation: PASS,
  'on-behalf': PASS,
  // Documented to know no organization: one that is named there was named by somebody else.
  password: deny('NOT_MEMBER'),
  device: deny('NOT_MEMBER'),
  'legacy-federation': deny('NOT_MEMBER'),
  'back-channel': NOBODY_VOUCHES,
  native: NOBODY_VOUCHES,
  exchange: NOBODY_VOUCHES,
  unknown: NOBODY_VOUCHES,
}

describe.each(Object.entries(DOORS) as [Door, Verdict][])(
  'as the platform says, at the door %s',
  (door, verdict) => {
    test('#29 a login to an organization', () => {
      expect(evaluate({ door })).toEqual(verdict)
    })

    test('a login without organization', () => {
      expect(evaluate({ door, scope: { organization: { kind: 'none' } } })).toEqual(PASS)
    })

    test('a login whose organization is unknown', () => {
      expect(evaluate({ door, scope: { organization: { kind: 'unknown' } } })).toEqual(
        door === 'refresh' ? UNKNOWN : deny('ORG_CONTEXT_MISSING'),
      )
    })
  },
)

const evidence = (differences: Partial<MembershipEvidence>): LoginDifferences => ({
  membership: { ...aLogin().membership, ...differences },
})

describe('#39 as a role says that every member has', () => {
  const settings = { source: 'marker-role', markerRole: 'member' } as const
  test.each<[string, readonly string[], Verdict]>([
    ['a person with the role', ['member'], PASS],
    ['a person with others beside it', ['admin', 'member'], PASS],
    ['a person without a role', [], deny('NOT_MEMBER')],
    ['a person with other roles', ['admin'], deny('NOT_MEMBER')],
    ['a role that begins alike', ['members'], deny('NOT_MEMBER')],
  ])('%s', (_who, roles, verdict) => {
    for (const door of ['sign-in', 'refresh', 'exchange'] as const) {
      expect(evaluate({ ...evidence({ roles }), door }, settings)).toEqual(verdict)
    }
  })
})

describe('as the directory says', () => {
  const live = { source: 'live', liveDoors: ['refresh', 'exchange'] } as const
  const UNAVAILABLE = deny('MEMBERSHIP_UNAVAILABLE')

  test.each<[string, Partial<MembershipEvidence>, Partial<MembershipSettings>, Verdict]>([
    ['a member', { live: 'member' }, {}, PASS],
    ['#30 a removed member', { live: 'stranger' }, {}, deny('NOT_MEMBER')],
    [
      '#41 a stranger, however lenient',
      { live: 'stranger' },
      { onUnavailable: 'allow' },
      deny('NOT_MEMBER'),
    ],
    ['#34 no answer', { live: 'unavailable' }, {}, UNAVAILABLE],
    [
      '#34 no answer, and that is allowed',
      { live: 'unavailable' },
      { onUnavailable: 'allow' },
      PASS,
    ],
    ['nobody asked', { live: 'unasked' }, {}, UNAVAILABLE],
    [
      '#34 no answer, never had one',
      { live: 'unavailable' },
      { onUnavailable: 'grace' },
      UNAVAILABLE,
    ],
    [
      '#34 no answer, the last one is as old as it may be',
      { live: 'unavailable', lastConfirmedMs: NOON_MS - HOUR_MS },
      { onUnavailable: 'grace' },
      PASS,
    ],
    [
      '#34 no answer, the last one is a millisecond too old',
      { live: 'unavailable', lastConfirmedMs: NOON_MS - HOUR_MS - 1 },
      { onUnavailable: 'grace' },
      UNAVAILABLE,
    ],
    [
      'no answer, the last one is of this very moment',
      { live: 'unavailable', lastConfirmedMs: NOON_MS },
      { onUnavailable: 'grace' },
      PASS,
    ],
    [
      'an answer of the future is none',
      { live: 'unavailable', lastConfirmedMs: NOON_MS + 1 },
      { onUnavailable: 'grace' },
      UNAVAILABLE,
    ],
    [
      'an earlier answer counts only where grace is given',
      { live: 'unavailable', lastConfirmedMs: NOON_MS },
      {},
      UNAVAILABLE,
    ],
  ])('%s', (_what, differences, settings, verdict) => {
    const at = { ...evidence(differences), door: 'refresh' } as const
    expect(evaluate(at, { ...live, ...settings })).toEqual(verdict)
  })

  test.each(['effective-role', 'group'] as const)('of a role or a group: %s', (source) => {
    for (const door of Object.keys(DOORS) as Door[]) {
      const ask = (live: MembershipEvidence['live'], settings: Partial<MembershipSettings> = {}) =>
        evaluate({ ...evidence({ live }), door }, { source, ...settings })
      expect(ask('member')).toEqual(PASS)
      expect(ask('stranger', { onUnavailable: 'allow' })).toEqual(deny('NOT_MEMBER'))
      expect(ask('unavailable')).toEqual(UNAVAILABLE)
      expect(ask('unasked')).toEqual(UNAVAILABLE)
      expect(ask('unavailable', { onUnavailable: 'allow' })).toEqual(PASS)
    }
  })

  test('at other doors the platform is believed', () => {
    const stranger = evidence({ live: 'stranger' })
    expect(evaluate({ ...stranger, door: 'sign-in' }, live)).toEqual(PASS)
  })

  test.each(Object.entries(DOORS))(
    'where nothing else vouches it is asked: at %s',
    (door, verdict) => {
      const isAsked = verdict === NOBODY_VOUCHES
      const nowhere = { source: 'live', liveDoors: [] } as const
      const at = (answer: MembershipEvidence['live']): Verdict =>
        evaluate({ ...evidence({ live: answer }), door: door as Door }, nowhere)
      expect([isAskedLive(door as Door, nowhere), at('stranger'), at('member')]).toEqual(
        isAsked ? [true, deny('NOT_MEMBER'), PASS] : [false, verdict, verdict],
      )
      expect(isAskedLive(door as Door, { source: 'platform', liveDoors: [door as Door] })).toBe(
        false,
      )
      expect(isAskedLive(door as Door, { source: 'live', liveDoors: [door as Door] })).toBe(true)
    },
  )
})
