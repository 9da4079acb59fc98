import { asFarAs } from '../../gateway/not-compared.ts'
import { type Fault, renderFault } from '../../ground/user-fault.ts'
import type { Survey } from '../../state/survey.ts'
import { allowingDeletions, deletionsIn } from '../apply/assert-allowed.ts'
import type { Plan } from '../plan/plan.ts'
import type { UnboundGuard } from '../verify/find-unbound-guards.ts'

/** What a team does next with an environment. */
export const STEPS = ['deploy', 'monitor', 'enforce', 'rotate'] as const
export type StepName = (typeof STEPS)[number]

export type Step = {
  readonly step: StepName
  /** `done`: nothing is to be done for it now. */
  readonly state: 'done' | 'ready' | 'missing'
  /** What is done in it, or has been. */
  readonly what: string
  /** Steps that come first and are not done. */
  readonly after: readonly StepName[]
  readonly missing: readonly Fault[]
  /** What is worth knowing and stops nobody. */
  readonly notes: readonly string[]
}

/** What was found, each by whoever judges it everywhere else. */
export type Found = {
  /** Errors of `check`. */
  readonly errors: readonly Fault[]
  /** The same as if the environment let every policy reach as far as the rulebook says. */
  readonly errorsEnforced: readonly Fault[]
  /** What it would warn of then, and does not now. */
  readonly warnedEnforced: readonly string[]
  /** What the environment and its rulebook say; null where they cannot be read. */
  readonly rules: Rules | null
  /** Of secrets and credentials at hand, and of what kept anybody from reading the tenant. */
  readonly unreached: readonly Fault[]
  /** Null where the tenant was not read. */
  readonly tenant: ReadTenant | null
  /** The last count of locks of this very tenant. */
  readonly survey: Survey | null
  /** Of files of CI systems that an earlier version wrote. */
  readonly pipelines: readonly string[]
}

export type Rules = {
  readonly ceiling: 'monitor' | 'capture' | 'enforce'
  readonly isAnythingEnforced: boolean
  readonly isEmailLockEnforced: boolean
  readonly cutOverMs: number
  readonly spreadEndsMs: number
  readonly canaries: number
  readonly nowMs: number
}

export type ReadTenant = {
  readonly domain: string
  readonly plan: Pick<Plan, 'changes' | 'refusals' | 'notes'>
  /** What speaks against retiring the keys that git names no longer. */
  readonly retirement: readonly Fault[]
  /** Scopes that applying it would lack. */
  readonly scopes: readonly Fault[]
  readonly unbound: readonly UnboundGuard[]
  /** Which deploy of a rotation comes next, and what speaks against it. */
  readonly rotation: { readonly what: string; readonly against: readonly Fault[] }
}

/** Pure. */
export function judgeReadiness(found: Found): readonly Step[] {
  const deploy = judgeDeploy(found)
  const monitor = judgeMonitor(found)
  // What changes a guard that runs is a deploy again.
  const first = [
    ...(deploy.state === 'missing' ? [deploy.step] : []),
    ...(monitor.state === 'missing' ? [monitor.step] : []),
  ]
  return [deploy, monitor, judgeEnforce(found, first), judgeRotation(found, first)]
}

function judgeDeploy({ errors, unreached, tenant, pipelines }: Found): Step {
  const refusals =
    tenant === null ? [] : [...tenant.plan.refusals, ...tenant.retirement, ...tenant.scopes]
  const missing = once([...errors, ...unreached, ...refusals])
  const changes = tenant?.plan.changes.length ?? 0
  const isDone = tenant !== null && changes === 0
  return {
    step: 'deploy',
    state: missing.length > 0 ? 'missing' : isDone ? 'done' : 'ready',
    what: isDone
      ? `the tenant is as git says${asFarAs(tenant.plan.notes)}`
      : whatDiffers(tenant, changes),
    after: [],
    missing,
    notes: [
      ...pipelines,
      ...(tenant === null ? [] : [...deletionNotes(tenant), ...tenant.plan.notes]),
    ],
  }
}

/** Whoever deploys decides on it, with the command: it is not missing in what was read here. */
const deletionNotes = ({ plan }: ReadTenant): readonly string[] =>
  [...deletionsIn(plan)].map(
    ([type, names]) =>
      `the deploy asks for \`${allowingDeletions(type, names)}\`: git does not have ${names.map((name) => `\`${name}\``).join(', ')}`,
  )

const whatDiffers = (tenant: ReadTenant | null, changes: number): string =>
  tenant === null
    ? 'the tenant was not read'
    : `${changes} ${changes === 1 ? 'thing differs' : 'things differ'} from git`

/** The guard runs, and its log says what it would do. */
function judgeMonitor({ tenant }: Found): Step {
  const unbound = (tenant?.unbound ?? []).filter(({ waiver }) => waiver === null).map(unboundGuard)
  const isDeployed = tenant?.plan.changes.length === 0 && tenant.plan.refusals.length === 0
  const after: readonly StepName[] = isDeployed ? [] : ['deploy']
  return {
    step: 'monitor',
    state: after.length + unbound.length > 0 ? 'missing' : 'done',
    what: `every guard runs, and logs what it would refuse${asFarAs(tenant?.plan.notes ?? [])}`,
    after,
    missing: unbound,
    notes: [],
  }
}

function judgeEnforce(found: Found, after: readonly StepName[]): Step {
  const { rules, errors, errorsEnforced, survey } = found
  const known = new Set(errors.map(keyOf))
  const missing = [
    ...errorsEnforced.filter((one) => !known.has(keyOf(one))),
    ...(rules === null ? [] : [...notEnforced(rules), ...unlocked(rules, survey)]),
  ]
  const isDone = rules?.ceiling === 'enforce'
  return {
    step: 'enforce',
    state: missing.length + after.length > 0 ? 'missing' : isDone ? 'done' : 'ready',
    what: isDone
      ? 'the environment sets no ceiling below the modes of the rulebook'
      : 'take `ceiling` out of the environment, and deploy',
    after,
    missing,
    notes: [...found.warnedEnforced, ...(rules === null ? [] : notesOn(rules, survey))],
  }
}

function judgeRotation({ tenant }: Found, after: readonly StepName[]): Step {
  const missing = tenant?.rotation.against ?? []
  return {
    step: 'rotate',
    state: missing.length + after.length > 0 ? 'missing' : 'ready',
    what: tenant?.rotation.what ?? 'the tenant was not read',
    after,
    missing,
    notes: [],
  }
}

const notEnforced = ({ isAnythingEnforced }: Rules): readonly Fault[] =>
  isAnythingEnforced
    ? []
    : [
        {
          code: 'nothing_enforced',
          message: 'no policy of the rulebook has the mode `enforce`, for anybody',
          fix: 'set it policy by policy, as docs/your-tenant.md says in section 5',
        },
      ]

/** Whoever has no lock after the cut-over is refused; before it, nobody should find out that way who that is. */
function unlocked(rules: Rules, survey: Survey | null): readonly Fault[] {
  if (!rules.isEmailLockEnforced) return []
  if (survey === null) return [notCounted]
  const without = withoutLock(survey)
  return rules.nowMs >= rules.cutOverMs && without > 0 ? [lockless(without, survey.people)] : []
}

const withoutLock = ({ people, records }: Survey): number =>
  people - Object.values(records).reduce((sum, count) => sum + count, 0)

const notCounted: Fault = {
  code: 'survey_missing',
  message: '`email-lock` would be enforced, and nobody has counted who has a lock',
  fix: 'export the users, and run `npm run state -- survey --export <file>`',
}

const lockless = (without: number, people: number): Fault => ({
  code: 'locks_missing',
  message: `\`${without}\` of \`${people}\` people have no lock, and the cut-over of \`email-lock\` has passed: who of them is older is refused`,
  fix: 'lock them with `npm run backfill -- --export <file> --write`, or set a later cut-over; then survey again',
})

const notesOn = (rules: Rules, survey: Survey | null): readonly string[] => [
  ...(survey === null || !rules.isEmailLockEnforced
    ? []
    : [
        `${withoutLock(survey)} of ${survey.people} people had no lock in the export of ${survey.exportedAt}`,
      ]),
  ...(rules.nowMs < rules.spreadEndsMs
    ? [`locks are made in turn until ${new Date(rules.spreadEndsMs).toISOString()}`]
    : []),
  ...(rules.canaries === 0 ? ['no canary signs in after a deploy: `canaries` names none'] : []),
]

const unboundGuard = ({ name, trigger }: UnboundGuard): Fault => ({
  code: 'guard_unbound',
  message: `\`${trigger}\` does not run \`${name}\`: nothing of it is enforced, or logged`,
  fix: 'bind it in `tenant/triggers`, or in the Dashboard where the environment does not manage `triggers`',
})

const keyOf = (fault: Fault): string => renderFault(fault).texts.join('\n')

/** What two of them found is said once; `check` says where. */
function once(faults: readonly Fault[]): readonly Fault[] {
  const said = new Map<string, Fault>()
  for (const fault of faults) {
    const key = `${fault.code}\n${fault.message.replace(/ \(`[^`]*:\d+`\)$/, '')}`
    if (!said.has(key)) said.set(key, fault)
  }
  return [...said.values()]
}
