import { expect, test } from 'vitest'
import { decideMachineToken } from '../../../policies/machine-token/decide.ts'
import { machineTokenGate } from '../../../policies/machine-token/machine-token-gate.ts'
import { MODES } from '../../../policies/mode.ts'
import { NO_REQUESTS } from '../../../policies/policy.ts'
import { inOrganization } from '../../builders/a-login.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import {
  admittedForLess,
  agreed,
  everyPoint,
  type FactsIn,
  firstOf,
  survey,
  type WordsIn,
  wordsOf,
} from '../../builders/survey.ts'
import { ORGANIZATIONS } from '../login/abstract-logins.ts'

const EXPORT = 'clientNightlyExportAAAAAAAAAAAAA'
const SPACE = {
  isForRepair: [false, true],
  organization: { ...ORGANIZATIONS, constructor: inOrganization('constructor') },
  application: [EXPORT, 'clientOther', ''],
  organizationStatus: [null, 'active', 'ended', ''],
  active: [[], ['active']],
  clients: {
    'of acme': { [ACME]: [EXPORT] },
    'of nobody': {},
    'of everybody': { [ACME]: [EXPORT, 'clientOther'], [GLOBEX]: ['clientOther', EXPORT] },
    'with an empty list': { [ACME]: [] },
  },
  mode: MODES,
  asked: {
    nothing: [],
    off: [{ 'machine-token-gate': 'off' }],
    enforce: [{ 'machine-token-gate': 'enforce' }],
  },
} as const
const reading = (facts: FactsIn<typeof SPACE>) =>
  [
    {
      ...NO_REQUESTS,
      nowMs: NOON_MS,
      scope: {
        application: facts.application,
        organization: facts.organization,
        identitySource: '',
      },
      isForRepair: facts.isForRepair,
      organizationStatus: facts.organizationStatus,
      requestedModes: facts.asked,
    },
    {
      ...aRulebook().machineToken,
      rollout: { 'machine-token-gate': aRollout(facts.mode) },
      orgStatus: { active: facts.active },
      machineTokenGate: { clients: facts.clients },
    },
  ] as const

/** Whom the rulebook names. */
const isNamed = ({ clients, organization, application }: WordsIn<typeof SPACE>): boolean =>
  (clients === 'of acme' && organization === 'acme' && application === EXPORT) ||
  (clients === 'of everybody' &&
    (organization === 'acme' || organization === 'globex') &&
    application !== '')

test('machine-token-gate, whatever is known: the verdict, and what comes of it in each mode', () => {
  const found = survey(
    SPACE,
    (facts) => {
      const decision = decideMachineToken(...reading(facts))
      const told = decision.outcome === 'allow' ? 'pass' : `${decision.outcome} ${decision.reason}`
      return `${wordsOf(machineTokenGate.evaluate(...reading(facts)))}: ${told}`
    },
    (point) => {
      const { organizationStatus: status, active, mode, asked } = point
      const isActive = status === null || (active.length > 0 && status === 'active')
      const verdict = firstOf(
        [point.isForRepair || point.organization === 'none', 'pass'],
        [!isActive, 'deny ORG_SUSPENDED'],
        [!isNamed(point), 'deny M2M_NOT_ALLOWED'],
      )
      const isEnforced = mode === 'enforce' || (asked === 'enforce' && mode !== 'off')
      return `${verdict}: ${isEnforced ? verdict : 'pass'}`
    },
  )
  expect(found).toEqual(
    agreed(
      11_520,
      'deny M2M_NOT_ALLOWED: deny M2M_NOT_ALLOWED, deny M2M_NOT_ALLOWED: pass',
      'deny ORG_SUSPENDED: deny ORG_SUSPENDED, deny ORG_SUSPENDED: pass, pass: pass',
    ),
  )
})

const isRefused = (facts: FactsIn<typeof SPACE>): boolean =>
  decideMachineToken(...reading(facts)).outcome !== 'allow'

test('whoever repairs the guard is refused nowhere', () => {
  const found = survey(
    { ...SPACE, isForRepair: [true] },
    (facts) => (isRefused(facts) ? 'refused' : 'admitted'),
    () => 'admitted',
  )
  expect(found).toEqual(agreed(5760, 'admitted'))
})

test('less evidence admits no machine, but what an organization says of itself can be deleted', () => {
  const enforced = { ...SPACE, mode: ['enforce'], asked: { nothing: [] } } as const
  const found = admittedForLess(
    everyPoint(enforced, (facts): FactsIn<typeof SPACE> => facts),
    isRefused,
    {
      application: { application: '' },
      'organization is unknown': { organization: ORGANIZATIONS.unknown },
      status: { organizationStatus: null },
      'for what': { isForRepair: false },
      'who is named': { clients: SPACE.clients['of nobody'] },
    },
    [['status', 'it can be deleted']],
  )
  expect(found).toEqual({ removals: 1845, admitted: [], untrue: [] })
})
