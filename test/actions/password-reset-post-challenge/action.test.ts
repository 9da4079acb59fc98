import { describe, expect, test } from 'vitest'
import { onExecutePostChallenge } from '../../../actions/password-reset-post-challenge/action.ts'
import { aPasswordResetEvent } from '../../builders/a-password-reset-event.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { runLogin } from '../../builders/run-login.ts'
import {
  type PasswordResetRun,
  resetRulebook,
  runPasswordReset,
} from '../../builders/run-password-reset.ts'
import type { Differences } from '../../builders/with-differences.ts'

const reset = (differences: Differences, rulebook = resetRulebook()): Promise<PasswordResetRun> =>
  runPasswordReset(aPasswordResetEvent(differences), rulebook)

const refused = (reason: string, code = 'OG_ADMIN'): object => ({
  refusal: { code, reference: { reason, policy: 'password-reset-gate', atMs: NOON_MS } },
})
const annsLock = async (): Promise<unknown> => (await runLogin(aPostLoginEvent())).lock
const user = (app_metadata: unknown, email = 'ann@acme.example.com'): Differences => ({
  user: { app_metadata, email },
})

describe('a password reset', () => {
  test.each<[string, (lock: unknown) => Differences, object]>([
    ['of a person without a lock', () => ({}), { refusal: null }],
    ['to the locked address', (og_lock) => user({ og_lock }), { refusal: null }],
    [
      'to another address',
      (og_lock) => user({ og_lock }, 'ann@mail.example'),
      refused('EMAIL_DRIFT'),
    ],
    [
      'to another address, without organization',
      (og_lock) => ({ ...user({ og_lock }, 'ann@mail.example'), organization: undefined }),
      refused('EMAIL_DRIFT'),
    ],
    [
      '#48 of a suspended person',
      () => user({ og_block: { v: 1, b: [{ o: '*', r: 'SUSPENDED', t: 1 }] } }),
      refused('USER_SUSPENDED'),
    ],
    [
      'of a person whom this organization blocked',
      () => user({ og_block: { v: 1, b: [{ o: ACME, r: 'SUSPENDED', t: 1 }] } }),
      refused('ORG_BLOCKED'),
    ],
    [
      'of a person whom another organization blocked',
      () => user({ og_block: { v: 1, b: [{ o: GLOBEX, r: 'SUSPENDED', t: 1 }] } }),
      { refusal: null },
    ],
    ['with a hostile lock', () => user({ og_lock: 'x' }), refused('STATE_TAMPERED')],
    ['with a hostile block', () => user({ og_block: 'x' }), refused('BLOCK_UNREADABLE')],
    ['with metadata that is no object', () => user('x'), refused('BLOCK_UNREADABLE')],
    [
      'in an organization that is not active',
      () => ({ organization: { metadata: { og_status: 'ended' } } }),
      refused('ORG_SUSPENDED', 'OG_ACCESS'),
    ],
  ])('%s', async (_what, differ, outcome) => {
    expect(await reset(differ(await annsLock()))).toMatchObject(outcome)
  })

  test('#27 without keys', async () => {
    const { refusal } = await reset({ secrets: undefined })
    expect(refusal).toEqual({
      code: 'OG_ADMIN',
      message: 'Ask your administrator.',
      reference: null,
    })
  })

  test.each(['off', 'monitor', 'capture'] as const)(
    '#62 nobody is refused in mode %s',
    async (mode) => {
      const run = await reset(user({ og_lock: 'x' }), resetRulebook(mode))
      expect(run.refusal).toBeNull()
      expect(run.log).toHaveLength(1)
    },
  )

  test.each<[string, Differences]>([
    ['the application', { client: { metadata: { og_modes: 'password-reset-gate=enforce' } } }],
    [
      'the organization',
      { organization: { metadata: { og_modes: 'password-reset-gate=enforce' } } },
    ],
  ])('is judged as strictly as %s asks for', async (_who, asking) => {
    const asked = { ...user({ og_lock: 'x' }), ...asking }
    expect(await reset(asked, resetRulebook('monitor'))).toMatchObject(refused('STATE_TAMPERED'))
  })

  test.each(['tenant', 'user'])('an event without %s is of nobody that is known', async (part) => {
    expect(await reset({ [part]: undefined })).toMatchObject(refused('EVENT_UNSUPPORTED'))
  })

  test.each(['client', 'connection', 'organization', 'request'])(
    'an event without %s is judged, not failed',
    async (part) => {
      const { refusal, log } = await reset({ [part]: undefined })
      expect(refusal).toBeNull()
      expect(log).toEqual([expect.stringMatching(/^og allow door=password-reset /)])
    },
  )

  test('#65 the line holds no address and no person', async () => {
    expect((await reset(user({ og_lock: 'x' }))).log).toEqual([
      `og deny STATE_TAMPERED by password-reset-gate door=password-reset org=${ACME} rulebook=0123abcd`,
    ])
  })

  test.each([undefined, null, 7])('an event that is %s never throws', async (event) => {
    expect((await runPasswordReset(event as never)).refusal?.code).toMatch(/^OG_(RETRY|ADMIN)$/)
    expect((await runPasswordReset(event as never, resetRulebook('monitor'))).refusal).toBeNull()
  })
})

test('the handler is what Auth0 accepts: a native async function', () => {
  expect(onExecutePostChallenge.constructor.name).toBe('AsyncFunction')
})
