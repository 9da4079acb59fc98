import { expect, test } from 'vitest'
import {
  decideLogin,
  type KnownOfLogin,
  LOGIN_POLICIES,
  loginFacts,
  loginSettings,
} from '../../../policies/policies.ts'
import { aLogin } from '../../builders/a-login.ts'
import { everyPolicy } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'

const refusing = (known: KnownOfLogin): readonly string[] =>
  decideLogin(loginFacts(known), loginSettings({ rollout: everyPolicy('enforce') }))
    .verdicts.filter(({ verdict }) => verdict.kind !== 'pass')
    .map(({ policy }) => policy)

test('whoever knows only the time is refused by every policy but those on foreign domains and on delegates', () => {
  expect(refusing({ nowMs: NOON_MS })).toEqual([
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

test('all that is known of a login is the login', () => {
  expect(loginFacts(aLogin())).toEqual(aLogin())
})

test.each<[string, KnownOfLogin]>([
  ['the person', { nowMs: NOON_MS, person: { id: 'auth0|ann' } }],
  ['the scope', { nowMs: NOON_MS, scope: { application: 'portal' } }],
  ['membership', { nowMs: NOON_MS, membership: { roles: ['member'] } }],
])('what is known of %s leaves the rest of it unknown', (_what, known) => {
  expect(loginFacts(known)).toMatchObject(known)
  expect(refusing(known)).toEqual(refusing({ nowMs: NOON_MS }))
})

test('without a rollout nothing is enforced', () => {
  const { outcome, verdicts } = decideLogin(loginFacts({ nowMs: NOON_MS }), loginSettings({}))
  expect([outcome, verdicts.length]).toEqual(['allow', LOGIN_POLICIES.length])
})
