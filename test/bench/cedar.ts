import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import type { PolicyId } from '../../policies/catalogue.ts'
import type { Rival, RivalAnswer } from './rival.ts'
import type { RivalFacts } from './rival-facts.ts'
import { type Dialect, rivalRules } from './rival-rules.ts'

const dialect: Dialect = {
  fact: (name) => `context.${name}`,
  has: (set, element) => `${set}.contains(${element})`,
  hasAny: (set, other) => `${set}.containsAny(${other})`,
  hasAll: (set, other) => `${set}.containsAll(${other})`,
  list: (texts) => JSON.stringify(texts),
  choose: (condition, then, otherwise) => `(if ${condition} then ${then} else ${otherwise})`,
}

const PERSON = { type: 'Person', id: 'anyone' }
const LOGIN = { type: 'Action', id: 'login' }
const TENANT = { type: 'Place', id: 'anywhere' }

/** Cedar, its policies parsed once. Its reasons are the ids of all policies that refused. */
export function createCedar(): Rival {
  const rules = rivalRules(dialect)
  const forbidding = [...rules].map(([policy, condition]): [string, string] => [
    policy,
    `forbid(principal, action, resource) when { ${condition} };`,
  ])
  const policies = Object.fromEntries([
    ...forbidding,
    ['otherwise', 'permit(principal, action, resource);'],
  ])
  const parsed = preparsePolicySet('logins', { staticPolicies: policies })
  if (parsed.type === 'failure') throw new Error(`cedar: ${JSON.stringify(parsed.errors)}`)
  return {
    name: '@cedar-policy/cedar-wasm',
    policies: new Set(rules.keys()),
    prepare: prepareQuestion,
  }
}

function prepareQuestion(context: RivalFacts): () => RivalAnswer {
  const question = {
    principal: PERSON,
    action: LOGIN,
    resource: TENANT,
    context: { ...context },
    preparsedPolicySetId: 'logins',
    entities: [],
  }
  return () => {
    const answer = statefulIsAuthorized(question)
    if (answer.type === 'failure') throw new Error(`cedar: ${JSON.stringify(answer.errors)}`)
    const { decision, diagnostics } = answer.response
    // A rule that fails is left out by Cedar: then it is not the same rules any more.
    if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors))
    return { allowed: decision === 'allow', refusedBy: diagnostics.reason as PolicyId[] }
  }
}
