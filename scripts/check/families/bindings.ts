import { isOurTrigger } from '../../bundle/bundle-action.ts'
import type { ActionSource } from '../action-source.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Place, type Rule } from '../finding.ts'
import { listOf, recordOf, shown, textOf } from '../json-value.ts'
import { type ReadableCode, usesOf } from '../readable-code.ts'
import { isOff } from '../rollout.ts'
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

const GUARD_BEFORE_REDIRECT: Rule = {
  id: 'guard_before_redirect',
  severity: 'error',
  summary: 'an Action that redirects, prompts or links accounts runs after the guard',
  why: 'Actions before a redirect are not run again when the login resumes, and linking changes who signs in: the guard has decided about facts that no longer hold. Told by the code: a call of `sendUserTo`, `prompt.render` or `setPrimaryUser`, outside of comments, after the last binding of the guard.',
}

const SIDE_EFFECT_BEFORE_GUARD: Rule = {
  id: 'side_effect_before_guard',
  severity: 'error',
  summary: 'an Action with side effects runs before the guard',
  why: 'What it does is done although the guard then refuses the login; a refusal does not undo metadata writes. Told by the code: a call of `fetch`, `setAppMetadata` or `setUserMetadata`, or a `require` of a network module of Node, of a well-known HTTP client, of `auth0` or of an Actions Module, outside of comments, before the first binding of the guard.',
}

const LINKING_WITH_SIDE_EFFECTS: Rule = {
  id: 'linking_with_side_effects',
  severity: 'warning',
  summary:
    'an Action that must run before the guard, because it redirects or links, has side effects too',
  why: 'No order is right for it: its side effects are done although the guard then refuses the login. Told as for `guard_before_redirect` and `side_effect_before_guard`.',
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
    GUARD_BEFORE_REDIRECT,
    SIDE_EFFECT_BEFORE_GUARD,
    LINKING_WITH_SIDE_EFFECTS,
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
    const trigger = TRIGGERS[policy] ?? 'post-login'
    if (!isOurTrigger(trigger) || guarded.includes(trigger) || isOff(rollout)) return []
    const message = `\`policies.${policy}\` is on, and there is no Action \`org-guard-${trigger}\``
    const fix = `add \`tenant/actions/org-guard-${trigger}.json\`, or write \`"mode": "off"\``
    return [finding(GUARD_MISSING, placeInRulebook(subject, `policies.${policy}`), message, fix)]
  })
}

type Binding = {
  readonly trigger: string
  readonly name: string
  readonly place: Place
  /** Null for an Action that is not in the tenant folder, whether the environment keeps it or not. */
  readonly action: ActionSource | null
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
    .map(({ name, isGuard, resource, triggers }) =>
      finding(
        isGuard ? GUARD_UNBOUND : ACTION_UNBOUND,
        resource.place(['name']),
        `\`${name}\` is bound to no trigger`,
        `bind it to \`${triggers[0] ?? ''}\` in \`tenant/triggers/triggers.json\`, or remove it`,
      ),
    )

const REDIRECTS = [/\bsendUserTo\s*\(/, /\bprompt\s*\.\s*render\s*\(/, /\bsetPrimaryUser\s*\(/]

const CLIENTS =
  'auth0|axios|dgram|got|http|http2|https|ky|needle|net|node-fetch|request|superagent|tls|undici'
const SIDE_EFFECTS = [
  /(?<![.\w])fetch\s*\(|\bglobalThis\s*\.\s*fetch\b/,
  /\bset(?:App|User)Metadata\s*\(/,
  new RegExp(
    `\\brequire\\(\\s*["'\`](?:(?:node:)?(?:${CLIENTS})(?:/[^"'\`]*)?|actions:[^"'\`]+)["'\`]`,
  ),
]

/** The bindings of one trigger, in order. */
function judgeOrder(list: readonly Binding[]): readonly Finding[] {
  const guards = list.flatMap(({ action }, index) => (action?.isGuard === true ? [index] : []))
  const first = guards[0]
  const last = guards.at(-1)
  if (first === undefined || last === undefined) return []
  const guard = list[first]?.name ?? ''
  return list.flatMap(({ action, place }, index) => {
    if (action === null || action.code === null || action.isGuard) return []
    const redirects = usesOf(action.code, REDIRECTS)
    const effects = usesOf(action.code, SIDE_EFFECTS)
    if (redirects.length > 0 && index > last) {
      const message = `\`${action.name}\` ${does(action, action.code, REDIRECTS)}, and runs after \`${guard}\``
      return [finding(GUARD_BEFORE_REDIRECT, place, message, `bind it before \`${guard}\``)]
    }
    if (effects.length === 0 || index > first) return []
    const message = `\`${action.name}\` ${does(action, action.code, SIDE_EFFECTS)}, and runs before \`${guard}\``
    return redirects.length > 0
      ? [finding(LINKING_WITH_SIDE_EFFECTS, place, message, SPLIT)]
      : [finding(SIDE_EFFECT_BEFORE_GUARD, place, message, `bind it after \`${guard}\``)]
  })
}

const SPLIT =
  'move what can wait into an Action of its own after the guard, or waive it if it only reads'

const does = (
  { codeFile }: ActionSource,
  code: ReadableCode,
  patterns: readonly RegExp[],
): string =>
  `does ${usesOf(code, patterns)
    .map(({ what, line }) => `\`${what.replace(/\($/, '')}\` (\`${codeFile}:${line}\`)`)
    .join(' and ')}`
