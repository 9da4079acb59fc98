import type { KeyIds } from '../../../actions/rulebook/baked-rulebook.ts'
import { CATALOGUE } from '../../../policies/catalogue.ts'
import { judgeBundle } from '../../bundle/bundle-laws.ts'
import { recordOf } from '../../ground/json-value.ts'
import { type Guard, loadGuard } from '../guard/load-guard.ts'
import { boundariesOf } from '../space/moments-of.ts'
import { namedClasses } from '../space/named-classes.ts'
import type { Questions } from '../space/questions.ts'
import { QUESTIONS_AT } from '../space/questions-at.ts'
import type { SpaceTerms } from '../space/space-terms.ts'
import { type StandInKeys, standInKeys } from '../space/stand-in-keys.ts'
import type { Armed, Pair } from './compare-guards.ts'
import type { Subject } from './subject.ts'

/** Two guards and what they are to be asked. */
export type Questionnaire = {
  readonly pair: Pair
  readonly questions: Questions
  /** Ids of the keys in each rulebook, for which others stand in. */
  readonly keyIds: readonly [base: KeyIds, head: KeyIds]
  /** Ids of policies whose classes nobody here knows. */
  readonly unknownPolicies: readonly string[]
}

/**
 * The same subject gives the same questions in the same order, in whichever thread.
 * @throws Error for a text that is no guard, or breaks a law of bundles: it could do anything
 */
export function questionnaireOf(subject: Subject): Questionnaire {
  const guards = subject.codes.map((code) => (code === null ? null : lawful(code, subject)))
  const { terms, pair, keyIds } = armed(guards, subject)
  return {
    pair,
    keyIds,
    questions: QUESTIONS_AT[subject.trigger](terms),
    unknownPolicies: unknownPolicies(guards),
  }
}

function lawful(code: string, { trigger }: Subject): Guard {
  const [broken] = judgeBundle({ trigger, code })
  if (broken !== undefined) throw new Error(broken.message)
  return loadGuard(code, trigger)
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
  { nowMs, tenantId, names }: Subject,
): Pick<Questionnaire, 'pair' | 'keyIds'> & { readonly terms: SpaceTerms } {
  const [one = null, other = null] = guards
  const [first, second] = [one ?? other, other ?? one]
  if (first === null || second === null) throw new Error('there is no guard on either side')
  const keyIds = [keyIdsOf(first), keyIdsOf(second)] as const
  const keys = [standInKeys(keyIds[0]), standInKeys(keyIds[1])] as const
  one?.standIn(keys[0].ids)
  other?.standIn(keys[1].ids)
  const rulebooks = [first.rulebook, second.rulebook] as const
  const arm = (guard: Guard | null, { secrets }: StandInKeys): Armed | null =>
    guard === null ? null : { guard, secrets }
  return {
    keyIds,
    terms: {
      nowMs,
      tenantId,
      rulebooks,
      keys,
      classes: namedClasses(rulebooks, names),
      boundariesMs: boundariesOf(rulebooks),
    },
    pair: [arm(one, keys[0]), arm(other, keys[1])],
  }
}

/** As they were read: those that stand in take their place in the rulebook itself. */
const keyIdsOf = ({ rulebook }: Guard): KeyIds => ({ ...(rulebook.keyIds as unknown as KeyIds) })
