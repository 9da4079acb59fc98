import { expect, test } from 'vitest'
import type { Door } from '../../../policies/login/door.ts'
import { orgRequired } from '../../../policies/login/org-required.ts'
import type { OrganizationContext } from '../../../policies/mode.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, inOrganization } from '../../builders/a-login.ts'
import { ACME } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

test.each<[string, OrganizationContext, Door, Verdict]>([
  ['a login that names an organization', inOrganization(ACME), 'sign-in', PASS],
  ['#37 a login that names none', { kind: 'none' }, 'sign-in', deny('ORG_CONTEXT_MISSING')],
  [
    'on refresh an organization that cannot be known is reported, not enforced',
    { kind: 'unknown' },
    'refresh',
    { kind: 'reauth', reason: 'ORG_UNKNOWN_ON_REFRESH', unconfirmed: true },
  ],
  [
    'anywhere else one that cannot be known is as good as none',
    { kind: 'unknown' },
    'sign-in',
    deny('ORG_CONTEXT_MISSING'),
  ],
])('%s', (_what, organization, door, verdict) => {
  expect(orgRequired.evaluate(aLogin({ door, scope: { organization } }), loginSettings())).toEqual(
    verdict,
  )
})
