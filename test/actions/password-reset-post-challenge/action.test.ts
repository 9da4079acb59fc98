import type {
  Event,
  PasswordResetPostChallengeAPI,
} from '@auth0/actions/password-reset-post-challenge/v1'
import { describe, expect, test, vi } from 'vitest'
import type { BakedRulebook } from '../../../actions/baked-rulebook.ts'
import { onExecutePostChallenge } from '../../../actions/password-reset-post-challenge/action.ts'
import type { Mode } from '../../../policies/mode.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, ANN, GLOBEX, MEMBERS, PORTAL, TENANT } from '../../builders/ids.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { type ReadRefusal, readRefusal } from '../../builders/read-refusal.ts'
import { runLogin } from '../../builders/run-login.ts'
import { TEST_SECRET } from '../../builders/test-keys.ts'
import { type Differences, withDifferences } from '../../builders/with-differences.ts'

const plainEvent = {
  client: { client_id: PORTAL, name: 'Member Portal', metadata: {} },
  connection: { id: MEMBERS, name: 'members', strategy: 'auth0' },
  organization: { id: ACME, name: 'acme', metadata: {} },
  request: {},
  secrets: { OG_SIGNING_KEY: TEST_SECRET },
  tenant: { id: TENANT },
  user: { app_metadata: {}, email: 'ann@acme.example.com', user_id: ANN },
}

type Run = { readonly refusal: ReadRefusal | null; readonly log: readonly string[] }

async function reset(differences: Differences, rulebook = aRulebook()): Promise<Run> {
  return run(withDifferences(plainEvent, differences) as unknown as Event, rulebook)
}

async function run(event: Event, rulebook: BakedRulebook): Promise<Run> {
  vi.stubGlobal('BAKED_RULEBOOK', rulebook)
  vi.useFakeTimers({ toFake: ['Date'], now: NOON_MS })
  const log: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  const denied: string[] = []
  const api: PasswordResetPostChallengeAPI = {
    access: {
      deny(reason) {
        denied.push(reason)
        return api
      },
    },
  }
  await onExecutePostChallenge(event, api)
  vi.useRealTimers()
  expect(denied.length).toBeLessThanOrEqual(1)
  return { refusal: denied[0] === undefined ? null : readRefusal(denied[0]), log }
}

const refused = (reason: string, code = 'OG_ADMIN'): object => ({
  refusal: { code, reference: { reason, policy: 'password-reset-gate', atMs: NOON_MS } },
})
const inMode = (mode: Mode): BakedRulebook => {
  const rulebook = aRulebook()
  return {
    ...rulebook,
    passwordReset: {
      ...rulebook.passwordReset,
      rollout: { 'password-reset-gate': aRollout(mode) },
    },
  }
}
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
      const run = await reset(user({ og_lock: 'x' }), inMode(mode))
      expect(run.refusal).toBeNull()
      expect(run.log).toHaveLength(1)
    },
  )

  test('#65 the line holds no address and no person', async () => {
    expect((await reset(user({ og_lock: 'x' }))).log).toEqual([
      `og deny STATE_TAMPERED by password-reset-gate door=password-reset org=${ACME} rulebook=0123abcd`,
    ])
  })

  test.each([undefined, null, 7])('an event that is %s never throws', async (event) => {
    expect((await run(event as never, aRulebook())).refusal?.code).toMatch(/^OG_(RETRY|ADMIN)$/)
    expect((await run(event as never, inMode('monitor'))).refusal).toBeNull()
  })
})

test('the handler is what Auth0 accepts: a native async function', () => {
  expect(onExecutePostChallenge.constructor.name).toBe('AsyncFunction')
})
