import { beforeEach, describe, expect, test, vi } from 'vitest'
import { refusalAfterFailure, refuseOrThrow } from '../../../actions/answers/own-failure.ts'
import { onExecuteCredentialsExchange } from '../../../actions/credentials-exchange/action.ts'
import { onExecutePostChallenge } from '../../../actions/password-reset-post-challenge/action.ts'
import { onExecutePostLogin } from '../../../actions/post-login/action.ts'
import { onExecutePreUserRegistration } from '../../../actions/pre-user-registration/action.ts'
import type { CommonSettings } from '../../../policies/policy.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, MEMBERS, PORTAL } from '../../builders/ids.ts'
import { aRollout, everyPolicy } from '../../builders/login-settings.ts'
import { DAY_MS } from '../../builders/noon.ts'

const log: string[] = []
beforeEach(() => {
  log.length = 0
  vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
})

const answer = (
  rollout: CommonSettings['rollout'],
  error: unknown = new Error('x'),
): string | null =>
  refusalAfterFailure(
    error,
    aRulebook(),
    { rollout, exemptions: [], requestsMayLoosen: false, longestAllowanceMs: 90 * DAY_MS },
    'OG_RETRY',
  )

describe('a guard that failed', () => {
  const refused = 'OG_RETRY: Please try again. (reference none)'
  test.each<[string, CommonSettings['rollout'], string | null]>([
    ['refuses where everything is enforced', everyPolicy('enforce'), refused],
    ['refuses where one policy is', { membership: aRollout('enforce') }, refused],
    [
      'refuses where one application is',
      { membership: aRollout('off', { applications: { [PORTAL]: 'enforce' } }) },
      refused,
    ],
    [
      'refuses where one organization is',
      { membership: aRollout('monitor', { organizations: { [ACME]: 'enforce' } }) },
      refused,
    ],
    [
      'refuses where one source is',
      { membership: aRollout('capture', { identitySources: { [MEMBERS]: 'enforce' } }) },
      refused,
    ],
    ['is not noticed where all is monitored', everyPolicy('monitor'), null],
    ['is not noticed where all is captured', everyPolicy('capture'), null],
    ['is not noticed where all is off', everyPolicy('off'), null],
    ['is not noticed where nothing is rolled out', {}, null],
  ])('%s', (_what, rollout, text) => {
    expect(answer(rollout)).toBe(text)
  })

  test.each<[string, unknown, string]>([
    ['an error of the language', new TypeError('ann@acme.example'), 'TypeError'],
    [
      'an error with a personal name',
      Object.assign(new Error('x'), { name: 'ann@acme.example' }),
      'unknown',
    ],
    [
      'an error with a long name',
      Object.assign(new Error('x'), { name: 'x'.repeat(41) }),
      'unknown',
    ],
    ['an error without a name', Object.assign(new Error('x'), { name: '' }), 'unknown'],
    [
      'an error whose name is no text',
      Object.assign(new Error('x'), { name: { a: 1 } }),
      'unknown',
    ],
    ['a text', 'ann@acme.example', 'unknown'],
    ['nothing', null, 'unknown'],
  ])('logs of %s only its kind', (_what, error, name) => {
    answer({}, error)
    expect(log).toEqual([`og failed GUARD_FAILED error=${name}`])
  })
})

const HANDLERS: readonly [string, (event: never, api: never) => Promise<void>][] = [
  ['a login', onExecutePostLogin],
  ['a sign-up', onExecutePreUserRegistration],
  ['a password reset', onExecutePostChallenge],
  ['a machine', onExecuteCredentialsExchange],
]

test.each(HANDLERS)('%s is not held up where nothing is enforced', async (_what, handler) => {
  const { login, signup, passwordReset, machineToken, ...rest } = aRulebook()
  const rollout = {}
  vi.stubGlobal('BAKED_RULEBOOK', {
    ...rest,
    login: { ...login, rollout },
    signup: { ...signup, rollout },
    passwordReset: { ...passwordReset, rollout },
    machineToken: { ...machineToken, rollout },
  })
  const deny = vi.fn()
  await handler(null as never, { access: { deny } } as never)
  expect(deny).not.toHaveBeenCalled()
  expect(log).toEqual(['og failed GUARD_FAILED error=TypeError'])
})

describe('an api that breaks when it is to refuse', () => {
  const broken = (): never => {
    throw new Error('ann@acme.example is not reachable')
  }

  test.each<[string, () => unknown, string | null]>([
    ['one that works', () => {}, null],
    ['one that answers itself', () => ({}), null],
    ['one that throws', broken, 'OG_RETRY'],
    [
      'one that throws nothing',
      () => {
        throw undefined
      },
      'OG_RETRY',
    ],
  ])('%s', (_what, refuse, message) => {
    const thrown = (): string | null => {
      try {
        refuseOrThrow(refuse)
        return null
      } catch (error) {
        return error instanceof Error ? error.message : 'no error'
      }
    }
    expect(thrown()).toBe(message)
  })

  // Auth0 fails closed on what is thrown and puts its text into the callback URL.
  test.each(HANDLERS)(
    '%s is refused by what is thrown, which says nothing',
    async (_what, handler) => {
      vi.stubGlobal('BAKED_RULEBOOK', aRulebook())
      const api = { access: { deny: broken } } as never
      const event = { organization: { id: ACME, metadata: { og_status: 'ended' } } } as never
      await expect(handler(event, api)).rejects.toEqual(new Error('OG_RETRY'))
    },
  )
})
