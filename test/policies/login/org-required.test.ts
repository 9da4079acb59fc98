import { expect, test } from 'vitest'
import { orgRequired } from '../../../policies/login/org-required.ts'
import type { OrganizationContext } from '../../../policies/mode.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, inOrganization } from '../../builders/a-login.ts'
import { ACME } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

test.each<[string, OrganizationContext, Verdict]>([
  ['a login that names an organization', inOrganization(ACME), PASS],
  ['#37 a login that names none', { kind: 'none' }, deny('ORG_CONTEXT_MISSING')],
  [
    'an organization that cannot be known is reported, not enforced',
    { kind: 'unknown' },
    { kind: 'deny', reason: 'ORG_UNKNOWN_ON_REFRESH', unconfirmed: true },
  ],
])('%s', (_what, organization, verdict) => {
  expect(orgRequired.evaluate(aLogin({ scope: { organization } }), loginSettings())).toEqual(
    verdict,
  )
})
