import { expect, test } from 'vitest'
import { decideMachineToken } from '../../../policies/machine-token/decide.ts'
import type { MachineTokenFacts } from '../../../policies/machine-token/facts.ts'
import { machineTokenGate } from '../../../policies/machine-token/machine-token-gate.ts'
import { deny, NO_REQUESTS, PASS, type Verdict } from '../../../policies/policy.ts'
import { inOrganization } from '../../builders/a-login.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'

const MACHINE = 'clientNightlyExportAAAAAAAAAAAAA'
const plain: MachineTokenFacts = {
  ...NO_REQUESTS,
  nowMs: NOON_MS,
  scope: { application: MACHINE, organization: inOrganization(ACME), identitySource: '' },
  isForRepair: false,
  organizationStatus: null,
}
const settings = {
  ...aRulebook().machineToken,
  // What is not there is no organization of that name.
  machineTokenGate: { clients: { [ACME]: [MACHINE], undefined: [MACHINE] } },
}
const scope = (differences: Partial<MachineTokenFacts['scope']>): Partial<MachineTokenFacts> => ({
  scope: { ...plain.scope, ...differences },
})
const NOT_ALLOWED = deny('M2M_NOT_ALLOWED')

test.each<[string, Partial<MachineTokenFacts>, Verdict]>([
  ['a machine that was named', {}, PASS],
  ['a machine that was not', scope({ application: 'other' }), NOT_ALLOWED],
  ['a machine without a name', scope({ application: '' }), NOT_ALLOWED],
  [
    'an organization without machines',
    scope({ organization: inOrganization(GLOBEX) }),
    NOT_ALLOWED,
  ],
  [
    'an organization every object knows',
    scope({ organization: inOrganization('constructor') }),
    NOT_ALLOWED,
  ],
  ['an unknown organization', scope({ organization: { kind: 'unknown' } }), NOT_ALLOWED],
  ['no organization', scope({ application: 'other', organization: { kind: 'none' } }), PASS],
  [
    '#47 an organization that is not active',
    { organizationStatus: 'ended' },
    deny('ORG_SUSPENDED'),
  ],
  ['an organization that is', { organizationStatus: 'active' }, PASS],
  [
    'the repair of the guard',
    { isForRepair: true, organizationStatus: 'ended', ...scope({ application: 'other' }) },
    PASS,
  ],
])('%s', (_what, differences, verdict) => {
  expect(machineTokenGate.evaluate({ ...plain, ...differences }, settings)).toEqual(verdict)
})

test('the decision names the gate', () => {
  expect(decideMachineToken({ ...plain, organizationStatus: 'ended' }, settings)).toMatchObject({
    outcome: 'deny',
    reason: 'ORG_SUSPENDED',
    policy: 'machine-token-gate',
  })
})
