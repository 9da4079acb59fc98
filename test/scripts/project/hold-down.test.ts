import { expect, test } from 'vitest'
import { bakeRulebook } from '../../../scripts/project/bake-rulebook.ts'
import { holdDown } from '../../../scripts/project/hold-down.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { ACME, PORTAL } from '../../builders/ids.ts'
import { aRollout, loginSettings } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'

const rollout = {
  membership: aRollout('enforce', {
    applications: { [PORTAL]: 'capture', other: 'off' },
    organizations: { [ACME]: 'enforce' },
    identitySources: { con_x: 'monitor' },
  }),
  'email-lock': aRollout('off'),
}

test('nothing reaches further than the ceiling, and nothing less far than before', () => {
  const held = holdDown(loginSettings({ rollout }), 'capture')
  expect(held).toEqual({
    ...loginSettings(),
    ceiling: 'capture',
    rollout: {
      membership: {
        mode: 'capture',
        applications: { [PORTAL]: 'capture', other: 'off' },
        organizations: { [ACME]: 'capture' },
        identitySources: { con_x: 'monitor' },
      },
      'email-lock': { mode: 'off' },
    },
  })
})

const local = await loadProject(ROOT, 'local')
const bakedUnder = (ceiling: 'monitor' | 'capture' | 'enforce') => {
  const { environment } = local
  const { rulebook } = bakeRulebook({ ...local, environment: { ...environment, ceiling } }, NOON_MS)
  return [rulebook.login, rulebook.signup, rulebook.passwordReset, rulebook.machineToken]
}

test('an environment without a ceiling bakes what the rulebook says', () => {
  for (const settings of bakedUnder('enforce')) {
    expect(settings).not.toHaveProperty('ceiling')
    expect(JSON.stringify(settings.rollout)).toContain('enforce')
  }
})

test.each(['monitor', 'capture'] as const)('an environment may hold every moment to %s', (mode) => {
  for (const settings of bakedUnder(mode)) {
    expect(settings.ceiling).toBe(mode)
    expect(JSON.stringify(settings.rollout)).toContain(mode)
    expect(JSON.stringify(settings.rollout)).not.toContain('enforce')
  }
})
