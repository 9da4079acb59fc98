import type { KeyIds } from '../../actions/rulebook/baked-rulebook.ts'
import { CATALOGUE } from '../../policies/catalogue.ts'
import { HANDLERS, type Trigger } from '../bundle/bundle-action.ts'
import { recordOf } from '../ground/json-value.ts'
import { type Armed, compareGuards } from './compare-guards.ts'
import type { EnvironmentDiff, MomentDiff } from './diff-report.ts'
import { groupDifferences } from './group-differences.ts'
import { type Guard, loadGuard } from './guard/load-guard.ts'
import { boundariesOf } from './space/moments-of.ts'
import { type KnownNames, namedClasses } from './space/named-classes.ts'
import { type AskedTrigger, MOMENT_NAMES, QUESTIONS_AT } from './space/questions-at.ts'
import type { SpaceTerms } from './space/space-terms.ts'
import { type StandInKeys, standInKeys } from './space/stand-in-keys.ts'
import type { VersionGuards } from './versions/version-guards.ts'

type Sides = readonly [base: VersionGuards, head: VersionGuards]

/** Asks both versions' guards of one environment the same questions. */
export async function diffEnvironment(
  environment: string,
  sides: Sides,
  nowMs: number,
): Promise<EnvironmentDiff> {
  const moments: MomentDiff[] = []
  const unproven: string[] = []
  for (const trigger of Object.keys(HANDLERS) as Trigger[]) {
    const codes = sides.map(({ codes }) => codes.get(trigger) ?? null)
    if (isSame(codes)) continue
    if (trigger === 'event-stream') {
      unproven.push(
        'the guard that ends sessions of whoever changed (`drift`) differs, and nobody asks it',
      )
      continue
    }
    const { moment, reasons } = await diffMoment(trigger, codes, sides, nowMs)
    if (moment !== null) moments.push(moment)
    unproven.push(...reasons)
  }
  return { environment, moments, unproven: [...new Set(unproven)] }
}

type Codes = readonly (string | null)[]

/** The first lines name what it was built from: what answers is below them. */
const bodyOf = (code: string | null): string | null => code?.replace(/^(?:\/\/.*\n)+/, '') ?? null
const isSame = ([base = null, head = null]: Codes): boolean => bodyOf(base) === bodyOf(head)

async function diffMoment(
  trigger: AskedTrigger,
  codes: Codes,
  sides: Sides,
  nowMs: number,
): Promise<{ readonly moment: MomentDiff | null; readonly reasons: readonly string[] }> {
  const name = MOMENT_NAMES[trigger]
  let guards: readonly (Guard | null)[]
  try {
    guards = codes.map((code) => (code === null ? null : loadGuard(code, trigger)))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { moment: null, reasons: [`a guard of the ${name} cannot be asked: ${why}`] }
  }
  const reasons = unknownPolicies(guards).map(
    (id) => `nobody knows the classes of the policy \`${id}\` (${name})`,
  )
  const { terms, pair } = armed(guards, sides, nowMs)
  const questions = QUESTIONS_AT[trigger](terms)
  const { differences, asked, beyond } = await compareGuards(pair, questions)
  const rows = groupDifferences(differences, questions)
  return {
    moment: { moment: name, asked, rows, leftOut: questions.leftOut },
    reasons: [
      ...reasons,
      ...beyond.map((what) => `a guard does what is not compared: ${what} (${name})`),
    ],
  }
}

/** Of a fork: what such a policy looks at may be in no question. */
function unknownPolicies(guards: readonly (Guard | null)[]): readonly string[] {
  const known: readonly string[] = CATALOGUE.map(({ id }) => id)
  const named = guards.flatMap((guard) =>
    Object.values(guard?.rulebook ?? {}).flatMap((part) =>
      Object.keys(recordOf(recordOf(part).rollout)),
    ),
  )
  return [...new Set(named)].filter((id) => !known.includes(id))
}

/** With keys that somebody here has. A side without a guard has those of the other. */
function armed(
  guards: readonly (Guard | null)[],
  [base, head]: Sides,
  nowMs: number,
): { readonly terms: SpaceTerms; readonly pair: readonly [Armed | null, Armed | null] } {
  const [one = null, other = null] = guards
  const [first, second] = [one ?? other, other ?? one]
  if (first === null || second === null) throw new Error('there is no guard on either side')
  const keys: readonly [StandInKeys, StandInKeys] = [keysOf(first), keysOf(second)]
  one?.standIn(keys[0].ids)
  other?.standIn(keys[1].ids)
  const rulebooks = [first.rulebook, second.rulebook] as const
  const arm = (guard: Guard | null, { secrets }: StandInKeys): Armed | null =>
    guard === null ? null : { guard, secrets }
  return {
    terms: {
      nowMs,
      tenantId: head.tenantId,
      rulebooks,
      keys,
      classes: namedClasses(rulebooks, mergedNames(base.names, head.names)),
      boundariesMs: boundariesOf(rulebooks),
    },
    pair: [arm(one, keys[0]), arm(other, keys[1])],
  }
}

const keysOf = ({ rulebook }: Guard): StandInKeys =>
  standInKeys(rulebook.keyIds as unknown as KeyIds)

const mergedNames = (base: KnownNames, head: KnownNames): KnownNames => ({
  clients: { ...base.clients, ...head.clients },
  organizations: { ...base.organizations, ...head.organizations },
  connections: { ...base.connections, ...head.connections },
})
