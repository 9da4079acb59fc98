import { expect, test } from 'vitest'
import { disarmRulebook } from '../../../scripts/bundle/disarm-rulebook.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, PORTAL } from '../../builders/ids.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { runLogin } from '../../builders/run-login.ts'
import type { Differences } from '../../builders/with-differences.ts'

const armed = aRulebook()
const disarmed = disarmRulebook(armed)

test('every mode is held down to monitor, and what is off stays off', () => {
  const rollout = {
    membership: aRollout('enforce', {
      applications: { [PORTAL]: 'capture', other: 'off' },
      organizations: { [ACME]: 'enforce' },
      identitySources: { con_x: 'monitor' },
    }),
    'email-lock': aRollout('off'),
  }
  const { login } = disarmRulebook(aRulebook({ login: loginSettings({ rollout }) }))
  expect(login.rollout).toEqual({
    membership: {
      mode: 'monitor',
      applications: { [PORTAL]: 'monitor', other: 'off' },
      organizations: { [ACME]: 'monitor' },
      identitySources: { con_x: 'monitor' },
    },
    'email-lock': { mode: 'off' },
  })
  expect(login.ceiling).toBe('monitor')
})

test('every moment is disarmed, and nothing else is changed', () => {
  const { hash, login, signup, passwordReset, machineToken, ...rest } = disarmed
  const before = armed
  expect([login, signup, passwordReset, machineToken].map((settings) => settings.ceiling)).toEqual([
    'monitor',
    'monitor',
    'monitor',
    'monitor',
  ])
  expect(JSON.stringify([login, signup, passwordReset, machineToken])).not.toMatch(
    /enforce|capture/,
  )
  expect({ ...before, ...rest }).toEqual(before)
  expect(hash).not.toBe(before.hash)
  expect(hash).toMatch(/^[0-9a-f]{8}$/)
})

test('the rulebook that was armed is as it was', () => {
  expect(armed).toEqual(aRulebook())
})

test.each<[string, Differences]>([
  [
    'a suspended person',
    { user: { app_metadata: { og_block: { v: 1, b: [{ o: '*', r: 'x', t: 1 }] } } } },
  ],
  ['a hostile lock', { user: { app_metadata: { og_lock: 'x' } } }],
  ['no keys', { secrets: undefined }],
  ['no organization', { organization: undefined }],
  ['a first login', {}],
  ['an unknown door', { transaction: undefined }],
  [
    'an application that asks for more',
    { client: { metadata: { og_modes: 'org-required=enforce' } }, organization: undefined },
  ],
  ['an event whose parts are nothing', { user: null, client: null }],
])('nobody is refused and nothing is written: %s', async (_what, differences) => {
  expect((await runLogin(aPostLoginEvent(differences), disarmed)).calls).toEqual([])
})

test('nobody is refused when the guard itself fails', async () => {
  expect((await runLogin(null as never, disarmed)).calls).toEqual([])
})

test('what is off everywhere is off when disarmed too', () => {
  const off = aRulebook({ login: loginSettings({ rollout: everyPolicy('off') }) })
  expect(disarmRulebook(off).login.rollout).toEqual(off.login.rollout)
})
