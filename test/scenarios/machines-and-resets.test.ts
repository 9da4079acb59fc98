import { describe, expect, test } from 'vitest'
import { publicCodeOf } from '../../policies/policy.ts'

import type { Reason } from '../../policies/reasons.ts'
import { aMachineTokenEvent } from '../builders/a-machine-token-event.ts'
import { aPasswordResetEvent } from '../builders/a-password-reset-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { ANN_OWNS, aStoredLock } from '../builders/a-stored-lock.ts'
import { ACME, GLOBEX } from '../builders/ids.ts'
import { NOON_MS } from '../builders/noon.ts'
import { machineRulebook, runMachineToken } from '../builders/run-machine-token.ts'
import { resetRulebook, runPasswordReset } from '../builders/run-password-reset.ts'
import { TEST_KEYS } from '../builders/test-keys.ts'
import type { Differences } from '../builders/with-differences.ts'

type Scenario = [title: string, event: Differences, refusal: Reason | null, organization?: string]
const MONITORED = ['monitor', 'capture'] as const

/** What is told, and the line, when the only policy of a moment gave `reason`. */
function outcomeOf(
  reason: Reason | null,
  { policy, door, organization }: { policy: string; door: string; organization: string },
): { refusal: object | null; log: string[]; monitored: string[] } {
  const where = `door=${door} org=${organization} rulebook=0123abcd`
  if (reason === null) {
    return { refusal: null, log: [`og allow ${where}`], monitored: [`og allow ${where}`] }
  }
  const code = publicCodeOf(reason)
  const message = aRulebook().messages[code].default
  return {
    refusal: { code, message, reference: { reason, policy, atMs: NOON_MS } },
    log: [`og deny ${reason} by ${policy} ${where}`],
    monitored: [`og allow ${where} would=${policy}:${reason}`],
  }
}

const MACHINES: readonly Scenario[] = [
  ['#47 a machine of an active organization', {}, null],
  [
    '#47 a machine of an organization that has ended',
    { organization: { metadata: { og_status: 'ended' } } },
    'ORG_SUSPENDED',
  ],
  ['#47b a machine that nobody named', { client: { client_id: 'other' } }, 'M2M_NOT_ALLOWED'],
  ['#47c a machine without a name', { client: undefined }, 'M2M_NOT_ALLOWED'],
  ['#47d another organization', { organization: { id: GLOBEX } }, 'M2M_NOT_ALLOWED', GLOBEX],
  [
    '#47e an organization that every object knows',
    { organization: { id: 'constructor' } },
    'M2M_NOT_ALLOWED',
    'unprintable',
  ],
  ['#47f no organization', { organization: undefined }, null, 'none'],
  [
    '#47g metadata asks to be left alone',
    {
      client: { client_id: 'other', metadata: { og_modes: 'machine-token-gate=off' } },
    },
    'M2M_NOT_ALLOWED',
  ],
]

describe('D. a machine asks for a token', () => {
  test.each<Scenario>(MACHINES)('%s', async (_title, event, reason, organization = ACME) => {
    const about = { policy: 'machine-token-gate', door: 'machine', organization }
    const { refusal, log, monitored } = outcomeOf(reason, about)
    const code = reason === null ? null : 'invalid_request'
    expect(await runMachineToken(aMachineTokenEvent(event))).toEqual({ code, refusal, log })
    for (const mode of MONITORED) {
      expect(await runMachineToken(aMachineTokenEvent(event), machineRulebook(mode))).toEqual({
        code: null,
        refusal: null,
        log: monitored,
      })
    }
  })
})

const holding = (app_metadata: unknown, user: object = {}): Differences => ({
  user: { app_metadata, ...user },
})
const blocked = (o: string): object => ({ og_block: { v: 1, b: [{ o, r: 'SUSPENDED', t: 1 }] } })
const og_lock = aStoredLock()
const drifted = { email: 'ann@mail.example' }

const RESETS: readonly Scenario[] = [
  ['#48 the locked address', holding({ og_lock }), null],
  ['#48 a suspended person', holding({ og_lock, ...blocked('*') }), 'USER_SUSPENDED'],
  ['#48 a person whom the organization blocked', holding(blocked(ACME)), 'ORG_BLOCKED'],
  ['#48b a person whom another organization blocked', holding(blocked(GLOBEX)), null],
  [
    '#48c a suspended person, and the reset names no organization',
    { ...holding(blocked('*')), organization: undefined },
    'USER_SUSPENDED',
    'none',
  ],
  ['#48d the address was changed', holding({ og_lock }, drifted), 'EMAIL_DRIFT'],
  [
    '#48e the address was changed, and the reset names no organization',
    { ...holding({ og_lock }, drifted), organization: undefined },
    'EMAIL_DRIFT',
    'none',
  ],
  ['#48f a lock that was tampered with', holding({ og_lock: 'x' }), 'STATE_TAMPERED'],
  [
    '#48g a lock of somebody else',
    holding({ og_lock: aStoredLock(undefined, TEST_KEYS, { ...ANN_OWNS, userId: 'auth0|bob' }) }),
    'STATE_COPIED',
  ],
  ['#48h a block record that cannot be read', holding({ og_block: 'x' }), 'BLOCK_UNREADABLE'],
  [
    '#48i an organization that has ended',
    { organization: { metadata: { og_status: 'ended' } } },
    'ORG_SUSPENDED',
  ],
]

describe('D. a person sets a password', () => {
  test.each<Scenario>(RESETS)('%s', async (_title, event, reason, organization = ACME) => {
    const about = { policy: 'password-reset-gate', door: 'password-reset', organization }
    const { refusal, log, monitored } = outcomeOf(reason, about)
    expect(await runPasswordReset(aPasswordResetEvent(event))).toEqual({ refusal, log })
    for (const mode of MONITORED) {
      expect(await runPasswordReset(aPasswordResetEvent(event), resetRulebook(mode))).toEqual({
        refusal: null,
        log: monitored,
      })
    }
  })
})
