import { expect, test } from 'vitest'
import { delegation } from '../../../policies/login/delegation.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, inOrganization, type LoginDifferences } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'

const actors = { [ACME]: ['agent-1', 'agent-2'], [GLOBEX]: ['agent-3'] }
const REFUSED = deny('ACTOR_NOT_ALLOWED')

test.each<[string, LoginDifferences, Verdict]>([
  ['nobody acts for the person', {}, PASS],
  ['an actor of this organization', { actor: 'agent-2' }, PASS],
  ['#52 an actor of another organization', { actor: 'agent-3' }, REFUSED],
  ['an actor nobody named', { actor: 'agent-4' }, REFUSED],
  ['an actor without a name', { actor: '' }, REFUSED],
  [
    'an organization without actors',
    { actor: 'agent-1', scope: { organization: inOrganization('org_other') } },
    REFUSED,
  ],
  [
    'an organization that every object knows',
    { actor: 'agent-1', scope: { organization: inOrganization('constructor') } },
    REFUSED,
  ],
  ['no organization', { actor: 'agent-1', scope: { organization: { kind: 'none' } } }, REFUSED],
  [
    'an unknown organization',
    { actor: 'agent-1', scope: { organization: { kind: 'unknown' } } },
    REFUSED,
  ],
])('%s', (_what, differences, verdict) => {
  const settings = loginSettings({ delegation: { actors } })
  expect(delegation.evaluate(aLogin(differences), settings)).toEqual(verdict)
})
