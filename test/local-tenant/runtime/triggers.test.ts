import { describe, expect, test } from 'vitest'
import type { TriggerOutcome } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import { aFailure, anOutcome, sharedRuntime } from './a-tenant.ts'

const { evaluate } = sharedRuntime()

const denied = (reason: string) => ({ kind: 'denied' as const, actionName: 'guard', reason })

describe('pre-user-registration', () => {
  const rows: [string, TriggerOutcome][] = [
    [
      "api.access.deny('log', 'shown')",
      anOutcome({ refusal: { ...denied('log'), userMessage: 'shown' } }),
    ],
    ["api.access.deny('log')", anOutcome({ refusal: { ...denied('log'), userMessage: '' } })],
    [
      "api.user.setAppMetadata('k', 1).user.setUserMetadata('l', 2)",
      anOutcome({ appMetadata: { k: 1 }, userMetadata: { l: 2 } }),
    ],
    [
      "api.validation.error('c', 'm')",
      anOutcome({ refusal: { ...denied('m'), validation: { code: 'c', message: 'm' } } }),
    ],
    [
      'api.access.deny(Object.keys(api).sort().join(), Object.keys(api.cache).join())',
      anOutcome({
        refusal: { ...denied('access,cache,user,validation'), userMessage: 'get,set,delete' },
      }),
    ],
  ]
  test.each(rows)('%s', async (body, outcome) => {
    const event = { user: { email: 'mira@example.com' } }
    const got = await evaluate({ trigger: 'pre-user-registration', body, event })
    expect(got).toEqual(outcome)
  })
})

describe('credentials-exchange', () => {
  const run = (body: string, event: JsonObject = {}) =>
    evaluate({
      trigger: 'credentials-exchange',
      body,
      event: { accessToken: { scope: ['read', 'write'], customClaims: {} }, ...event },
    })

  test.each<[string, Partial<TriggerOutcome>]>([
    [
      "api.access.deny('invalid_scope', 'too much')",
      { refusal: { ...denied('too much'), code: 'invalid_scope' } },
    ],
    ["api.access.deny('server_error')", { refusal: { ...denied(''), code: 'server_error' } }],
    [
      "api.access.deny('invalid_request', 'no').accessToken.setCustomClaim('scope', 1)",
      {
        refusal: { ...denied('no'), code: 'invalid_request' },
        accessTokenClaims: { scope: 1 },
      },
    ],
    ["api.transaction.addTargetScope('admin')", { targetScopes: ['read', 'write', 'admin'] }],
    ["api.transaction.removeTargetScope('read')", { targetScopes: ['write'] }],
    ['api.transaction.clearTargetScopes()', { targetScopes: [] }],
    [
      'api.access.deny(Object.keys(api).sort().join())',
      { refusal: { ...denied(''), code: 'access,accessToken,cache,transaction' } },
    ],
  ])('%s', async (body, differences) => {
    expect(await run(body)).toEqual(anOutcome(differences))
  })

  test('the set goes on from where the request left it', async () => {
    const transaction = { target_scopes: ['read'] }
    const outcome = await run("api.transaction.addTargetScope('admin')", { transaction })
    expect(outcome.targetScopes).toEqual(['read', 'admin'])
  })
})

describe('custom-token-exchange', () => {
  const run = (body: string, switches: JsonObject = {}) =>
    evaluate({ trigger: 'custom-token-exchange', body, switches })
  const BY_ID = "api.authentication.setUserById('auth0|1')"
  const byId = { kind: 'user-id' as const, userId: 'auth0|1' }
  const byConnection = (attributes: string, options: string) =>
    `api.authentication.setUserByConnection('Users', ${attributes}, ${options})`
  const BEHAVIOR = "{ creationBehavior: 'none', updateBehavior: 'none' }"

  test.each<[string, Partial<TriggerOutcome>]>([
    [BY_ID, { exchange: { subject: byId } }],
    [
      byConnection(
        "{ user_id: '1', email: 'mira@example.com', extra: [1] }",
        "{ creationBehavior: 'create_if_not_exists', updateBehavior: 'replace' }",
      ),
      {
        exchange: {
          subject: {
            kind: 'connection',
            connection: 'Users',
            attributes: { user_id: '1', email: 'mira@example.com', extra: [1] },
            creationBehavior: 'create_if_not_exists',
            updateBehavior: 'replace',
          },
        },
      },
    ],
    [
      `${BY_ID}; api.authentication.setUserById('auth0|2')`,
      { exchange: { subject: { kind: 'user-id', userId: 'auth0|2' } } },
    ],
    [
      `api.authentication.setOrganization('acme'); api.authentication.setActor({ sub: 'agent', act: { sub: 'root', level: 2 } }); ${BY_ID}`,
      {
        exchange: {
          subject: byId,
          organization: 'acme',
          actor: { sub: 'agent', act: { sub: 'root', level: 2 } },
        },
      },
    ],
    [
      `${BY_ID}; api.user.setAppMetadata('k', 1); api.user.setUserMetadata('l', null)`,
      { exchange: { subject: byId }, appMetadata: { k: 1 }, userMetadata: { l: null } },
    ],
    [
      `${BY_ID}; api.access.deny('my_code', 'no')`,
      { refusal: { ...denied('no'), code: 'my_code' } },
    ],
    [
      "api.access.rejectInvalidSubjectToken('forged')",
      { refusal: { ...denied('forged'), code: 'invalid_request', invalidSubjectToken: true } },
    ],
    [
      "api.access.deny('keys', Object.keys(api).sort().join())",
      {
        refusal: { ...denied('access,authentication,cache,transaction,user'), code: 'keys' },
      },
    ],
  ])('%s', async (body, differences) => {
    expect(await run(body)).toEqual(anOutcome(differences))
  })

  const undecided =
    '[local tenant] exactly one of setUserById and setUserByConnection must be called'
  test.each([
    ['', undecided],
    ["api.authentication.setOrganization('acme')", undecided],
    [`${BY_ID}; ${byConnection("{ user_id: '1' }", BEHAVIOR)}`, undecided],
    ["api.transaction.setMetadata('a', 'b')", 'Method not implemented.'],
    ['api.authentication.setUserById(1)', 'Invalid setUserById arguments: user_id must be string'],
    [
      'api.authentication.setUserById()',
      "Invalid setUserById arguments:  must have required property 'user_id'",
    ],
    [
      "api.authentication.setUserById('')",
      'Invalid setUserById arguments: user_id must NOT have fewer than 1 characters',
    ],
    [
      "api.authentication.setUserById('x'.repeat(513))",
      'Invalid setUserById arguments: user_id must NOT have more than 512 characters',
    ],
    [
      byConnection("{ email: 1, username: 'x'.repeat(129) }", BEHAVIOR),
      'Invalid setUserByConnection arguments: user_attributes must have required property ' +
        "'user_id'; email must be string; username must NOT have more than 128 characters",
    ],
    [
      byConnection(
        "Object.fromEntries(Array.from({ length: 25 }, (_, i) => [i ? 'k' + i : 'user_id', 'v']))",
        BEHAVIOR,
      ),
      'Invalid setUserByConnection arguments: user_attributes must NOT have more than 24 properties',
    ],
    [
      byConnection("{ user_id: '1' }", "{ creationBehavior: 'always', other: 1 }"),
      "Invalid setUserByConnection arguments: options must have required property 'updateBehavior', " +
        'must NOT have additional properties; creationBehavior must be equal to one of the allowed values',
    ],
    [
      "api.authentication.setOrganization('x'.repeat(51))",
      'Invalid setOrganization arguments: organization_id_or_name must NOT have more than 50 characters',
    ],
    ["api.access.deny('code')", "Invalid deny arguments:  must have required property 'reason'"],
    [
      "api.access.rejectInvalidSubjectToken('x'.repeat(4097))",
      'Invalid rejectInvalidSubjectToken arguments: reason must NOT have more than 4096 characters',
    ],
    ['api.user.setAppMetadata(1, 1)', 'Invalid setAppMetadata arguments: key must be string'],
    ["api.authentication.setActor('x')", 'The actor must be a plain object.'],
    ['api.authentication.setActor({})', 'The actor object must contain a sub claim.'],
    ["api.authentication.setActor({ sub: 'a', act: [] })", 'The act claim must be a plain object.'],
    [
      "api.authentication.setActor({ sub: 'x'.repeat(513) })",
      'Invalid setActor arguments: sub must NOT have more than 512 characters',
    ],
    [
      "api.authentication.setActor({ sub: 'a', a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 })",
      'No more than 5 custom properties are allowed in the actor object.',
    ],
    [
      "api.authentication.setActor({ sub: 'a', a: {} })",
      'Custom property in an actor object must be a string, number, or boolean.',
    ],
    [
      "api.authentication.setActor({ sub: 'a', ['x'.repeat(65)]: 1 })",
      'Custom property key in an actor object must NOT have more than 64 characters.',
    ],
    [
      "api.authentication.setActor({ sub: 'a', b: 'x'.repeat(65) })",
      'Custom string property value in an actor object must NOT have more than 64 characters.',
    ],
    [
      "api.authentication.setActor([1, 2, 3, 4, 5].reduce((act) => ({ sub: 'a', act }), { sub: 'a' }))",
      'Actor nesting must not exceed 5 levels.',
    ],
  ])('refuses %s', async (body, message) => {
    expect(await run(body)).toEqual(aFailure(message))
  })

  test('transaction metadata, where the plan has it', async () => {
    const body = `${BY_ID}; api.transaction.setMetadata('a', 'b')`
    expect(await run(body, { exchangeTransactionMetadata: true })).toEqual(
      anOutcome({ exchange: { subject: byId }, transactionMetadata: { a: 'b' } }),
    )
  })
})

describe('password-reset-post-challenge', () => {
  test.each<[string, TriggerOutcome]>([
    ["api.access.deny('no')", anOutcome({ refusal: denied('no') })],
    [
      "api.transaction.setResultUrl('https://app.example.com/done?a=1', { query: { b: 'c d' } })",
      anOutcome({ resultUrl: 'https://app.example.com/done?a=1&b=c+d' }),
    ],
    ["api.transaction.setResultUrl('done')", aFailure('Invalid URL')],
    ["api.prompt.render('x')", aFailure('[local tenant] api.prompt.render is not emulated yet')],
    [
      'api.access.deny(Object.keys(api).sort().join() + typeof api.user)',
      anOutcome({
        refusal: denied('access,authentication,cache,prompt,redirect,transactionundefined'),
      }),
    ],
  ])('%s', async (body, outcome) => {
    expect(await evaluate({ trigger: 'password-reset-post-challenge', body })).toEqual(outcome)
  })
})

describe('triggers nobody waits for', () => {
  test.each(['post-user-registration', 'post-change-password', 'event-stream'] as const)(
    '%s: the cache and nothing else',
    async (trigger) => {
      const body = 'throw new Error(Object.keys(api).join() + Object.keys(api.cache).length)'
      expect(await evaluate({ trigger, body })).toEqual(aFailure('cache3'))
    },
  )
})
