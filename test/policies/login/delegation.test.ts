import { expect, test } from 'vitest'
import { delegation } from '../../../policies/login/delegation.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, inOrganization, type LoginDifferences } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'

const actors = {
  [ACME]: ['agent-1', 'agent-2'],
  [GLOBEX]: ['agent-3'],
  // What is not there is no organization of that name.
  undefined: ['agent-1'],
}
const sam = { actor: 'auth0|sam', organization: ACME, untilMs: NOON_MS + 1 }
const REFUSED = deny('ACTOR_NOT_ALLOWED')

const UNTIL_SAMS_END: Verdict = { kind: 'pass', expiresAtMs: sam.untilMs }

test.each<[string, LoginDifferences, Verdict]>([
  ['nobody acts for the person', {}, PASS],
  ['an actor of this organization', { actors: ['agent-2'] }, PASS],
  ['#52 an actor of another organization', { actors: ['agent-3'] }, REFUSED],
  ['an actor nobody named', { actors: ['agent-4'] }, REFUSED],
  ['an actor without a name', { actors: [''] }, REFUSED],
  [
    'an organization without actors',
    { actors: ['agent-1'], scope: { organization: inOrganization('org_other') } },
    REFUSED,
  ],
  [
    'an organization that every object knows',
    { actors: ['agent-1'], scope: { organization: inOrganization('constructor') } },
    REFUSED,
  ],
  ['one actor of two who may not', { actors: ['agent-1', 'agent-4'] }, REFUSED],
  ['a delegate of this organization', { actors: ['auth0|sam'], delegates: [sam] }, UNTIL_SAMS_END],
  [
    'a service on behalf of somebody, which nothing names',
    { actors: [], door: 'on-behalf' },
    REFUSED,
  ],
  [
    'a service on behalf of somebody, which is named',
    { actors: ['agent-1'], door: 'on-behalf' },
    PASS,
  ],
  ['somebody else than the delegate', { actors: ['auth0|tom'], delegates: [sam] }, REFUSED],
  [
    'a delegate whose time is over',
    { actors: ['auth0|sam'], delegates: [{ ...sam, untilMs: NOON_MS }] },
    REFUSED,
  ],
  [
    'a delegate of another organization',
    { actors: ['auth0|sam'], delegates: [{ ...sam, organization: GLOBEX }] },
    REFUSED,
  ],
  ['nobody, without organization', { scope: { organization: { kind: 'none' } } }, PASS],
  ['no organization', { actors: ['agent-1'], scope: { organization: { kind: 'none' } } }, REFUSED],
  [
    'an unknown organization',
    { actors: ['agent-1'], scope: { organization: { kind: 'unknown' } } },
    REFUSED,
  ],
])('%s', (_what, differences, verdict) => {
  const settings = loginSettings({ delegation: { actors } })
  expect(delegation.evaluate(aLogin(differences), settings)).toEqual(verdict)
})
