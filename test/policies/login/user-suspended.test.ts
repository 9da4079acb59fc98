import { expect, test } from 'vitest'
import { BLOCK_CLOCK_SKEW_MS, type Block } from '../../../policies/block.ts'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import { userSuspended } from '../../../policies/login/user-suspended.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, listed } from '../../builders/a-login.ts'
import { ACME } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const everywhere = (untilMs: number | null = null): Block => ({ from: 'everywhere', untilMs })
const SUSPENDED = deny('USER_SUSPENDED')

test.each<[string, LoginFacts['blocks'], Verdict]>([
  ['nobody blocked anybody', listed(), PASS],
  ['suspended without end', listed(everywhere()), SUSPENDED],
  ['suspended until tomorrow', listed(everywhere(NOON_MS + DAY_MS)), SUSPENDED],
  ['ended just now: clocks differ', listed(everywhere(NOON_MS)), SUSPENDED],
  [
    'a millisecond short of the clock skew',
    listed(everywhere(NOON_MS - BLOCK_CLOCK_SKEW_MS + 1)),
    SUSPENDED,
  ],
  ['#45 ended a clock skew ago', listed(everywhere(NOON_MS - BLOCK_CLOCK_SKEW_MS)), PASS],
  ['#45 ended yesterday', listed(everywhere(NOON_MS - DAY_MS)), PASS],
  ['one ended, one did not', listed(everywhere(NOON_MS - DAY_MS), everywhere()), SUSPENDED],
  [
    'blocked by one organization only',
    listed({ from: { organization: ACME }, untilMs: null }),
    PASS,
  ],
  ['a record that cannot be read', { kind: 'unreadable' }, deny('BLOCK_UNREADABLE')],
])('%s', (_what, blocks, verdict) => {
  expect(userSuspended.evaluate(aLogin({ blocks }), loginSettings())).toEqual(verdict)
})

test('the clock skew is a minute', () => {
  expect(BLOCK_CLOCK_SKEW_MS).toBe(60_000)
})
