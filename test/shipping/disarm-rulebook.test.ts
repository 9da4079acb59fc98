import { describe, expect, test } from 'vitest'
import { decideLogin } from '../../policies/login/decide.ts'
import { disarmRulebook } from '../../scripts/bundle/disarm-rulebook.ts'
import { bakeRulebook } from '../../scripts/project/bake-rulebook.ts'
import { loadProject } from '../../scripts/project/load-project.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { aLogin } from '../builders/a-login.ts'

const baked = async () =>
  bakeRulebook(await loadProject(ROOT, 'local'), Date.parse('2026-11-23')).rulebook

/** Every text in a value. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

describe('a disarmed rulebook', () => {
  test('knows no mode above monitor, and is otherwise the same', async () => {
    const rulebook = await baked()
    const disarmed = disarmRulebook(rulebook)
    const { hash: armedHash, ...armed } = rulebook
    const { hash, ...rest } = disarmed
    const rollouts = [rest.login, rest.signup, rest.passwordReset, rest.machineToken].map(
      ({ rollout }) => rollout,
    )
    expect(textsIn(rollouts).filter((text) => text === 'enforce' || text === 'capture')).toEqual([])
    expect(hash).not.toBe(armedHash)
    const withoutModes = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (key, member) => {
        if (key === 'ceiling') return undefined
        return /^(enforce|capture|monitor)$/.test(member) ? 'a mode' : member
      })
    expect(withoutModes(rest)).toEqual(withoutModes(armed))
  })

  test('leaves what is off off', async () => {
    const rulebook = await baked()
    const modes = Object.entries(rulebook.login.rollout).map(([policy, { mode }]) => [policy, mode])
    const disarmed = disarmRulebook(rulebook).login.rollout as Record<string, { mode: string }>
    for (const [policy, mode] of modes) {
      expect(disarmed[policy as string]?.mode).toBe(mode === 'off' ? 'off' : 'monitor')
    }
  })

  test('refuses nobody, even where an application asks for more', async () => {
    const rulebook = await baked()
    const login = aLogin({
      scope: { application: 'nowhere', organization: { kind: 'none' }, identitySource: 'nowhere' },
      keys: 'unusable',
      requestedModes: [{ 'verified-email': 'enforce', 'org-required': 'enforce' }],
    })
    expect(decideLogin(login, rulebook.login).outcome).toBe('deny')
    const decision = decideLogin(login, disarmRulebook(rulebook).login)
    expect([decision.outcome, decision.monitored.length > 0]).toEqual(['allow', true])
    expect(decision.outcome === 'allow' && decision.lock).toBeNull()
  })
})
