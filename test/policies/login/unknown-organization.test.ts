import { expect, test } from 'vitest'
import type { Door } from '../../../policies/login/door.ts'
import { unknownOrganization } from '../../../policies/login/unknown-organization.ts'
import { deny, type Verdict } from '../../../policies/policy.ts'
import { aLogin } from '../../builders/a-login.ts'
import { loginSettings } from '../../builders/login-settings.ts'

const MISSING = deny('ORG_CONTEXT_MISSING')

// Every door, so that a new one has to be thought about here.
const DOORS: Readonly<Record<Door, Verdict>> = {
  'sign-in': MISSING,
  silent: MISSING,
  // Nobody has confirmed that the platform names the organization there: reported, never enforced.
  refresh: { kind: 'reauth', reason: 'ORG_UNKNOWN_ON_REFRESH', unconfirmed: true },
  password: MISSING,
  device: MISSING,
  'back-channel': MISSING,
  federation: MISSING,
  'legacy-federation': MISSING,
  native: MISSING,
  exchange: MISSING,
  'on-behalf': MISSING,
  unknown: MISSING,
}

test.each(Object.entries(DOORS))('at the door %s', (door, verdict) => {
  expect(unknownOrganization(aLogin({ door: door as Door }), loginSettings())).toEqual(verdict)
})

const REFUSED = { kind: 'reauth', reason: 'ORG_UNKNOWN_ON_REFRESH' } as const

test.each(Object.entries(DOORS))(
  'what was remembered and cannot be believed excuses nobody, at the door %s',
  (door, verdict) => {
    const scope = { organization: { kind: 'unknown', isForged: true } } as const
    expect(unknownOrganization(aLogin({ door: door as Door, scope }), loginSettings())).toEqual(
      door === 'refresh' ? REFUSED : verdict,
    )
  },
)

test('a team may have it refused: signing in again names the organization', () => {
  const settings = loginSettings({ unknownOnRefresh: 'refuse' })
  expect(unknownOrganization(aLogin({ door: 'refresh' }), settings)).toEqual({
    ...REFUSED,
  })
  expect(unknownOrganization(aLogin({ door: 'exchange' }), settings)).toEqual(MISSING)
})
