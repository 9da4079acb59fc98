import { newEnforcer, newModelFromString } from 'casbin'
import type { PolicyId } from '../../policies/catalogue.ts'
import type { Rival, RivalAnswer } from './rival.ts'
import type { RivalFacts } from './rival-facts.ts'
import { type Dialect, rivalRules } from './rival-rules.ts'

const dialect: Dialect = {
  fact: (name) => `r.login.${name}`,
  has: (set, element) => `hasText(${set}, ${element})`,
  hasAny: (set, other) => `hasAnyText(${set}, ${other})`,
  hasAll: (set, other) => `hasAllTexts(${set}, ${other})`,
  list: (texts) => JSON.stringify(texts),
  choose: (condition, then, otherwise) => `(${condition} ? ${then} : ${otherwise})`,
}

/**
 * One matcher, which casbin compiles once and keeps. Rules in `eval(p.rule)`, the other way it has,
 * are put together anew for every question and were slower.
 */
const model = (matcher: string): string => `
[request_definition]
r = login

[policy_definition]
p = rule, eft

[policy_effect]
e = !some(where (p.eft == deny))

[matchers]
m = ${matcher}
`

/** casbin by its synchronous call. It stops at the first refusal, whose rule it names. */
export async function createCasbin(): Promise<Rival> {
  const rules = [...rivalRules(dialect)]
  const matcher = rules.map(([policy, rule]) => `(p.rule == "${policy}" && ${rule})`).join(' || ')
  const enforcer = await newEnforcer(newModelFromString(model(matcher)))
  await enforcer.addFunction('hasText', (set, text: string) => set.includes(text))
  await enforcer.addFunction('hasAnyText', (set, other: readonly string[]) =>
    other.some((text) => set.includes(text)),
  )
  await enforcer.addFunction('hasAllTexts', (set, other: readonly string[]) =>
    other.every((text) => set.includes(text)),
  )
  for (const [policy] of rules) await enforcer.addPolicy(policy, 'deny')
  return {
    name: 'casbin',
    policies: new Set(rules.map(([policy]) => policy)),
    prepare: (facts: RivalFacts) => (): RivalAnswer => {
      const [allowed, [rule]] = enforcer.enforceExSync(facts)
      return { allowed, refusedBy: allowed || rule === undefined ? [] : [rule as PolicyId] }
    },
  }
}
