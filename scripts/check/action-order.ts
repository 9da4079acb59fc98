import type { Place } from '../project/tenant-folder/place.ts'
import type { ActionSource } from './action-source.ts'
import { type Finding, finding, type Rule } from './finding.ts'
import { type ReadableCode, usesOf } from './readable-code.ts'
import { stateUsesOfAction } from './state-uses.ts'

/** An Action where a trigger runs it. */
export type Binding = {
  readonly trigger: string
  readonly name: string
  readonly place: Place
  /** Null for an Action that is not in the tenant folder, whether the environment keeps it or not. */
  readonly action: ActionSource | null
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
  why: 'What it does is done although the guard then refuses the login; a refusal does not undo metadata writes. Told by the code: a call of `fetch`, `setAppMetadata`, `setUserMetadata` or those for sessions and refresh tokens, or a `require` of a network module of Node, of a well-known HTTP client, of `auth0` or of an Actions Module, outside of comments, before the first binding of the guard.',
}

const STATE_BEFORE_GUARD: Rule = {
  id: 'state_before_guard',
  severity: 'error',
  summary:
    'an Action before the guard writes, or could write, the metadata that the guard reads in the same login',
  why: 'What an Action sets is in the event of the next one at once: `og_block: null` would lift a block for that login, an older `og_lock` would speak, `og_org` would name another organization. The guard must stand before every Action that writes under `og_*` or under a key that only the run knows. Auth0 docs, manage user metadata with Actions (2026-08-20). Told as for `action_writes_state` and `action_state_unclear`.',
}

const UNREAD_BEFORE_GUARD: Rule = {
  id: 'unread_before_guard',
  severity: 'warning',
  summary: 'an Action whose code is not in git runs before the guard',
  why: 'It may change what the guard reads in the same login, as `state_before_guard` says, and nobody can look.',
}

const LINKING_WITH_SIDE_EFFECTS: Rule = {
  id: 'linking_with_side_effects',
  severity: 'warning',
  summary:
    'an Action that must run before the guard, because it redirects or links, has side effects too',
  why: 'No order is right for it: its side effects are done although the guard then refuses the login. Told as for `guard_before_redirect` and `side_effect_before_guard`.',
}

/** What an Action before or after the guard may not do. */
export const ORDER_RULES: readonly Rule[] = [
  GUARD_BEFORE_REDIRECT,
  SIDE_EFFECT_BEFORE_GUARD,
  STATE_BEFORE_GUARD,
  UNREAD_BEFORE_GUARD,
  LINKING_WITH_SIDE_EFFECTS,
]

const REDIRECTS = [/\bsendUserTo\s*\(/, /\bprompt\s*\.\s*render\s*\(/, /\bsetPrimaryUser\s*\(/]

const CLIENTS =
  'auth0|axios|dgram|got|http|http2|https|ky|needle|net|node-fetch|request|superagent|tls|undici'
const SIDE_EFFECTS = [
  /(?<![.\w])fetch\s*\(|\bglobalThis\s*\.\s*fetch\b/,
  /\bset(?:App|User)Metadata\s*\(/,
  /\b(?:session|refreshToken)\s*\??\.\s*(?:set|delete|evict)Metadata\s*\(/,
  new RegExp(
    `\\brequire\\(\\s*["'\`](?:(?:node:)?(?:${CLIENTS})(?:/[^"'\`]*)?|actions:[^"'\`]+)["'\`]`,
  ),
]

/** The bindings of one trigger, in order. */
export function judgeOrder(list: readonly Binding[]): readonly Finding[] {
  const guards = list.flatMap(({ action }, index) => (action?.isGuard === true ? [index] : []))
  const first = guards[0]
  const last = guards.at(-1)
  if (first === undefined || last === undefined) return []
  const guard = list[first]?.name ?? ''
  return list.flatMap(({ action, name, place }, index) => {
    if (action === null && index < first) {
      const message = `\`${name}\`, whose code is not in the tenant folder, runs before \`${guard}\``
      return [finding(UNREAD_BEFORE_GUARD, place, message, `bind it after \`${guard}\``)]
    }
    if (action === null || action.code === null || action.isGuard) return []
    const redirects = usesOf(action.code, REDIRECTS)
    const effects = usesOf(action.code, SIDE_EFFECTS)
    if (redirects.length > 0 && index > last) {
      const message = `\`${action.name}\` ${does(action, action.code, REDIRECTS)}, and runs after \`${guard}\``
      return [finding(GUARD_BEFORE_REDIRECT, place, message, `bind it before \`${guard}\``)]
    }
    const state = index < first ? stateUsesOfAction(action.code)[0] : undefined
    if (state !== undefined) {
      const message = `\`${action.name}\` does \`${state.what}\` (\`${action.codeFile}:${state.line}\`), and runs before \`${guard}\``
      return [finding(STATE_BEFORE_GUARD, place, message, `bind it after \`${guard}\``)]
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
