import { expect, test } from 'vitest'
import { decideMachineToken } from '../../../policies/machine-token/decide.ts'
import { machineTokenGate } from '../../../policies/machine-token/machine-token-gate.ts'
import { MODES, type OrganizationContext } from '../../../policies/mode.ts'
import { NO_REQUESTS } from '../../../policies/policy.ts'
import { inOrganization } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import { firstOf, type PointOf, survey, wordsOf } from '../../builders/survey.ts'

const EXPORT = 'clientNightlyExportAAAAAAAAAAAAA'
const SPACE = {
  isForRepair: [false, true],
  organization: ['acme', 'globex', 'constructor', 'none', 'unknown'],
  application: [EXPORT, 'clientOther', ''],
  status: [null, 'active', 'ended', ''],
  active: [[], ['active']],
  machines: ['of acme', 'of nobody', 'of everybody', 'with an empty list'],
  mode: MODES,
  asked: [undefined, 'off', 'enforce'],
} as const
type Point = PointOf<typeof SPACE>

const contextOf = (organization: Point['organization']): OrganizationContext => {
  if (organization === 'none' || organization === 'unknown') return { kind: organization }
  if (organization === 'constructor') return inOrganization(organization)
  return inOrganization(organization === 'acme' ? ACME : GLOBEX)
}
const MACHINES: Readonly<Record<Point['machines'], Readonly<Record<string, readonly string[]>>>> = {
  'of acme': { [ACME]: [EXPORT] },
  'of nobody': {},
  'of everybody': { [ACME]: [EXPORT, 'clientOther'], [GLOBEX]: ['clientOther', EXPORT] },
  'with an empty list': { [ACME]: [] },
}
const reading = (point: Point) =>
  [
    {
      ...NO_REQUESTS,
      nowMs: NOON_MS,
      scope: {
        application: point.application,
        organization: contextOf(point.organization),
        identitySource: '',
      },
      isForRepair: point.isForRepair,
      organizationStatus: point.status,
      requestedModes: point.asked === undefined ? [] : [{ 'machine-token-gate': point.asked }],
    },
    {
      rollout: { 'machine-token-gate': aRollout(point.mode) },
      exemptions: [],
      requestsMayLoosen: false,
      longestAllowanceMs: 90 * DAY_MS,
      orgStatus: { active: point.active },
      machineTokenGate: { clients: MACHINES[point.machines] },
    },
  ] as const

/** Whom the rulebook names, as a list of pairs. */
const NAMED = new Set([
  `of acme|acme|${EXPORT}`,
  ...['acme', 'globex'].flatMap((place) =>
    [EXPORT, 'clientOther'].map((client) => `of everybody|${place}|${client}`),
  ),
])
const words = ({
  isForRepair,
  organization,
  application,
  status,
  active,
  machines,
}: Point): string =>
  firstOf(
    [isForRepair || organization === 'none', 'pass'],
    [status !== null && !active.some((one: string) => one === status), 'deny ORG_SUSPENDED'],
    [!NAMED.has(`${machines}|${organization}|${application}`), 'deny M2M_NOT_ALLOWED'],
  )

test('machine-token-gate, whatever is known: the verdict, and what comes of it in each mode', () => {
  const found = survey(SPACE, (point) => {
    const expected = words(point)
    const verdict = wordsOf(machineTokenGate.evaluate(...reading(point)))
    const decision = decideMachineToken(...reading(point))
    const isEnforced =
      point.mode === 'enforce' || (point.asked === 'enforce' && point.mode !== 'off')
    const told = decision.outcome === 'allow' ? 'pass' : `${decision.outcome} ${decision.reason}`
    const isRight = verdict === expected && told === (isEnforced ? expected : 'pass')
    return isRight ? undefined : { verdict, expected, told }
  })
  expect(found).toEqual({ points: 11_520, failures: [] })
})

test('whoever repairs the guard is refused nowhere', () => {
  const found = survey({ ...SPACE, isForRepair: [true] as const }, (point) => {
    const { outcome } = decideMachineToken(...reading(point))
    return outcome === 'allow' ? undefined : outcome
  })
  expect(found).toEqual({ points: 5760, failures: [] })
})

test('less evidence admits no machine, but what an organization says of itself can be deleted', () => {
  const admittedBy = new Set<string>()
  survey({ ...SPACE, mode: ['enforce'] as const, asked: [undefined] as const }, (point) => {
    const isRefused = (one: Point): boolean =>
      decideMachineToken(...reading(one)).outcome !== 'allow'
    if (!isRefused(point)) return
    const less: Readonly<Record<string, Point>> = {
      application: { ...point, application: '' },
      'organization is unknown': { ...point, organization: 'unknown' },
      status: { ...point, status: null },
      'for what': { ...point, isForRepair: false },
      'who is named': { ...point, machines: 'of nobody' },
    }
    for (const [what, one] of Object.entries(less)) if (!isRefused(one)) admittedBy.add(what)
  })
  expect([...admittedBy]).toEqual(['status'])
})
