import { expect, test } from 'vitest'
import { BLOCK_CLOCK_SKEW_MS, type Block } from '../../../policies/block.ts'
import { orgBlocked } from '../../../policies/login/org-blocked.ts'
import { deny, PASS, type Verdict } from '../../../policies/policy.ts'
import { aLogin, inOrganization, type LoginDifferences, listed } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const by = (organization: string, untilMs: number | null = null): Block => ({
  from: { organization },
  untilMs,
})
const BLOCKED = deny('ORG_BLOCKED')
const toGlobex = { scope: { organization: inOrganization(GLOBEX) } }
const toUnknown = { scope: { organization: { kind: 'unknown' } } } as const
const toNone = { scope: { organization: { kind: 'none' } } } as const

test.each<[string, LoginDifferences, Verdict]>([
  ['nobody blocked anybody', {}, PASS],
  ['#43 blocked by this organization', { blocks: listed(by(ACME)) }, BLOCKED],
  ['#43 blocked by another one', { blocks: listed(by(ACME)), ...toGlobex }, PASS],
  ['blocked by an organization, login without any', { blocks: listed(by(ACME)), ...toNone }, PASS],
  ['the organization is unknown', { blocks: listed(by(ACME)), ...toUnknown }, BLOCKED],
  [
    'the organization is unknown, the block has ended',
    { blocks: listed(by(ACME, NOON_MS - DAY_MS)), ...toUnknown },
    PASS,
  ],
  ['unknown, and nobody blocked anybody', toUnknown, PASS],
  [
    'suspended everywhere is another policy',
    { blocks: listed({ from: 'everywhere', untilMs: null }) },
    PASS,
  ],
  [
    'suspended everywhere, organization unknown',
    { blocks: listed({ from: 'everywhere', untilMs: null }), ...toUnknown },
    PASS,
  ],
  ['blocked until tomorrow', { blocks: listed(by(ACME, NOON_MS + DAY_MS)) }, BLOCKED],
  [
    '#45 the block ended a clock skew ago',
    { blocks: listed(by(ACME, NOON_MS - BLOCK_CLOCK_SKEW_MS)) },
    PASS,
  ],
  [
    'a millisecond short of the clock skew',
    { blocks: listed(by(ACME, NOON_MS - BLOCK_CLOCK_SKEW_MS + 1)) },
    BLOCKED,
  ],
  ['blocked by both', { blocks: listed(by(GLOBEX), by(ACME)) }, BLOCKED],
  ['a record that cannot be read', { blocks: { kind: 'unreadable' } }, deny('BLOCK_UNREADABLE')],
  [
    'a record that cannot be read, login without organization',
    { blocks: { kind: 'unreadable' }, ...toNone },
    deny('BLOCK_UNREADABLE'),
  ],
])('%s', (_what, differences, verdict) => {
  expect(orgBlocked.evaluate(aLogin(differences), loginSettings())).toEqual(verdict)
})
