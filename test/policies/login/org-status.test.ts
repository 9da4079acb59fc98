import { expect, test } from 'vitest'
import { orgStatus } from '../../../policies/login/org-status.ts'
import type { OrganizationContext } from '../../../policies/mode.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, inOrganization } from '../../builders/a-login.ts'
import { ACME } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

const named = inOrganization(ACME)
const SUSPENDED = deny('ORG_SUSPENDED')

test.each<[string, OrganizationContext, string | null, readonly string[], Verdict]>([
  ['an organization that says nothing', named, null, ['active'], PASS],
  ['an active one', named, 'active', ['active'], PASS],
  ['one of several active states', named, 'trial', ['active', 'trial'], PASS],
  ['a suspended one', named, 'suspended', ['active'], SUSPENDED],
  ['one in a state nobody listed', named, 'Active', ['active'], SUSPENDED],
  ['one that says an empty word', named, '', ['active'], SUSPENDED],
  ['any state, where none is active', named, 'active', [], SUSPENDED],
  ['nothing, where none is active', named, null, [], PASS],
  ['no organization', { kind: 'none' }, null, ['active'], PASS],
  [
    'an organization that cannot be known',
    { kind: 'unknown' },
    null,
    ['active'],
    deny('ORG_CONTEXT_MISSING'),
  ],
])('%s', (_what, organization, organizationStatus, active, verdict) => {
  const login = aLogin({ scope: { organization }, organizationStatus })
  expect(orgStatus.evaluate(login, loginSettings({ orgStatus: { active } }))).toEqual(verdict)
})
