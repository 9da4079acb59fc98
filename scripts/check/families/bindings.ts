import { isOurTrigger } from '../../bundle/bundle-action.ts'
import { listOf, recordOf, shown, textOf } from '../../ground/json-value.ts'
import { isForBackEnds } from '../../project/is-for-back-ends.ts'
import { type Binding, judgeOrder, ORDER_RULES } from '../action-order.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isOff } from '../is-enforced.ts'
import {
  accepted,
  areReadable,
  knownNames,
  managed,
  manages,
  placeInRulebook,
  type Subject,
} from '../subject.ts'

const ACTION_UNKNOWN: Rule = {
  id: 'action_unknown',
  severity: 'error',
  summary: 'a trigger binds an Action that is not in the tenant folder',
  why: 'Auth0 refuses the whole list of bindings, at the end of an import that has already changed everything else.',
}

const ACTION_TRIGGER_MISMATCH: Rule = {
  id: 'action_trigger_mismatch',
  severity: 'error',
  summary: 'an Action is bound to a trigger that it does not support',
  why: 'Auth0 refuses the whole list of bindings.',
}

const ACTION_NOT_DEPLOYED: Rule = {
  id: 'action_not_deployed',
  severity: 'error',
  summary: 'a bound Action is not to be deployed',
  why: 'Auth0 refuses to bind an Action without a deployed version, and an older version would keep running while git shows the new one.',
}

const GUARD_UNBOUND: Rule = {
  id: 'guard_unbound',
  severity: 'error',
  summary: 'the guard of a trigger is in the tenant folder, and the trigger does not bind it',
  why: 'Nothing is enforced. A trigger that is missing from the file keeps the bindings it has in the tenant.',
}

const GUARD_MISSING: Rule = {
  id: 'guard_missing',
  severity: 'error',
  summary: 'the rulebook has a policy on, and the tenant folder has no guard for its trigger',
  why: 'A policy that nobody asks enforces nothing.',
}

const ACTION_UNBOUND: Rule = {
  id: 'action_unbound',
  severity: 'note',
  summary: 'no trigger binds an Action',
  why: 'Whoever reads it believes that it runs.',
}

/** Which Actions run, and in which order around the guard. */
export const bindings: Family = {
  title: 'Bindings and the order of Actions',
  rules: [
    ACTION_UNKNOWN,
    ACTION_TRIGGER_MISMATCH,
    ACTION_NOT_DEPLOYED,
    GUARD_UNBOUND,
    GUARD_MISSING,
    ACTION_UNBOUND,
    ...ORDER_RULES,
  ],
  look(subject) {
    const missing =
      manages(subject, 'actions') && areReadable(subject, 'actions') ? missingGuards(subject) : []
    if (!manages(subject, 'triggers') || !areReadable(subject, 'triggers')) return missing
    const all = readBindings(subject)
    const triggers = [...new Set(all.map(({ trigger }) => trigger))]
    return [
      ...missing,
      ...all.flatMap((binding) => judgeBinding(subject, binding)),
      ...unboundActions(subject, all),
      ...triggers.flatMap((trigger) => judgeOrder(all.filter((one) => one.trigger === trigger))),
    ]
  },
}

/** Every policy that is not about logins has a trigger of its own. */
const TRIGGERS: Readonly<Record<string, string>> = {
  'machine-token-gate': 'credentials-exchange',
  'password-reset-gate': 'password-reset-post-challenge',
  'signup-gate': 'pre-user-registration',
}

function missingGuards(subject: Subject): readonly Finding[] {
  const guarded = subject.actions
    .filter(({ isGuard }) => isGuard)
    .flatMap(({ triggers }) => triggers)
  const { policies } = subject.project.rulebook
  return Object.entries(policies).flatMap(([policy, rollout]) => {
    if (isForBackEnds(policy)) return []
    const trigger = TRIGGERS[policy] ?? 'post-login'
    if (!isOurTrigger(trigger) || guarded.includes(trigger) || isOff(rollout)) return []
    const message = `\`policies.${policy}\` is on, and there is no Action \`org-guard-${trigger}\``
    const fix = `add \`tenant/actions/org-guard-${trigger}.json\`, or write \`"mode": "off"\``
    return [finding(GUARD_MISSING, placeInRulebook(subject, `policies.${policy}`), message, fix)]
  })
}

/** Of the file that the Deploy CLI reads, in the order in which they run. */
function readBindings(subject: Subject): readonly Binding[] {
  const file = managed(subject, 'triggers')[0]
  if (file === undefined) return []
  return Object.entries(file.value).flatMap(([trigger, list]) =>
    listOf(list).map((item, index): Binding => {
      const name = textOf(recordOf(item).action_name)
      const action = subject.actions.find((candidate) => candidate.name === name) ?? null
      return { trigger, name, place: file.place([trigger, index, 'action_name']), action }
    }),
  )
}

function judgeBinding(
  subject: Subject,
  { trigger, name, place, action }: Binding,
): readonly Finding[] {
  if (action === null) {
    const known = knownNames(subject, 'actions')
    if (known.includes(name) || !areReadable(subject, 'actions')) return []
    const message = `\`${trigger}\` binds \`${name}\`, which is not in the tenant folder: accepted ${accepted(known)}`
    const fix = 'correct the name, add the Action, or name it under `keeps` of the environment'
    return [finding(ACTION_UNKNOWN, place, message, fix)]
  }
  const { file, value } = action.resource
  const found: Finding[] = []
  if (!action.triggers.includes(trigger)) {
    const message = `\`${trigger}\` binds \`${name}\`, which supports \`${action.triggers.join('`, `')}\``
    const fix = `bind it where it belongs, or correct \`supported_triggers\` in \`${file}\``
    found.push(finding(ACTION_TRIGGER_MISMATCH, place, message, fix))
  }
  if (value.deployed !== true) {
    const message = `\`deployed\` of \`${name}\` is ${shown(value.deployed)}, accepted \`true\``
    const at = action.resource.place(['deployed'])
    found.push(finding(ACTION_NOT_DEPLOYED, at, message, `write \`true\` in \`${file}\``))
  }
  return found
}

const unboundActions = (subject: Subject, all: readonly Binding[]): readonly Finding[] =>
  (manages(subject, 'actions') ? subject.actions : [])
    .filter(({ name }) => !all.some((binding) => binding.name === name))
    // A stream runs those, and no list of bindings may name them.
    .filter(({ triggers }) => !triggers.includes('event-stream'))
    .map(({ name, isGuard, resource, triggers }) =>
      finding(
        isGuard ? GUARD_UNBOUND : ACTION_UNBOUND,
        resource.place(['name']),
        `\`${name}\` is bound to no trigger`,
        `bind it to \`${triggers[0] ?? ''}\` in \`tenant/triggers/triggers.json\`, or remove it`,
      ),
    )
