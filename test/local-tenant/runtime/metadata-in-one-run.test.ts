import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import { aLogin, anOutcome, aRuntime, aTenant, bind, handler } from './a-tenant.ts'

/** The last Action copies what it sees of all metadata into a claim. */
const SEES = `api.idToken.setCustomClaim('seen', {
  app: event.user.app_metadata, user: event.user.user_metadata,
  session: event.session?.metadata, token: event.refresh_token?.metadata })`

async function seenAfter(bodies: readonly string[], event: JsonObject = {}) {
  const tenant = aTenant()
  for (const [i, body] of [...bodies, SEES].entries()) {
    bind(tenant, { name: `a${i + 1}`, code: handler(body) })
  }
  const outcome = await aRuntime(tenant).login(event)
  return { seen: outcome.idTokenClaims.seen, outcome }
}

const user = (app_metadata: JsonObject, user_metadata: JsonObject = {}): JsonObject => ({
  user: { ...(aLogin().user as JsonObject), app_metadata, user_metadata },
})

type Row = readonly [
  what: string,
  event: JsonObject,
  bodies: readonly string[],
  seen: JsonObject,
  asked: Parameters<typeof anOutcome>[0],
]

describe('what Actions before it in the same run set', () => {
  const rows: readonly Row[] = [
    [
      'both kinds of metadata of the user, beside what the profile has',
      user({ plan: 'tin', keep: 1 }, { tone: 'red' }),
      ["api.user.setAppMetadata('plan', 'gold').user.setUserMetadata('colour', 'blue')"],
      { app: { plan: 'gold', keep: 1 }, user: { tone: 'red', colour: 'blue' } },
      { appMetadata: { plan: 'gold' }, userMetadata: { colour: 'blue' } },
    ],
    [
      '`null` deletes at once',
      user({ plan: 'tin', keep: 1 }),
      ["api.user.setAppMetadata('plan', null)"],
      { app: { keep: 1 }, user: {} },
      { appMetadata: { plan: null } },
    ],
    [
      '`undefined` takes the write of another Action back, and nothing of the profile',
      user({ plan: 'tin' }),
      [
        "api.user.setAppMetadata('plan', 'gold').user.setUserMetadata('new', 1)",
        "api.user.setAppMetadata('plan', undefined).user.setUserMetadata('new', undefined)",
      ],
      { app: { plan: 'tin' }, user: {} },
      {},
    ],
    [
      'a value is replaced whole, as it will be in the profile',
      user({ address: { city: 'Bern', zip: '3000' } }),
      ["api.user.setAppMetadata('address', { city: 'Basel' })"],
      { app: { address: { city: 'Basel' } }, user: {} },
      { appMetadata: { address: { city: 'Basel' } } },
    ],
    [
      'names that objects have by themselves are names like others',
      user({}),
      ["api.user.setAppMetadata('__proto__', 1); api.session.setMetadata('__proto__', 'x')"],
      {
        app: Object.fromEntries([['__proto__', 1]]),
        user: {},
        session: Object.fromEntries([['__proto__', 'x']]),
      },
      {
        appMetadata: Object.fromEntries([['__proto__', 1]]),
        session: { metadata: Object.fromEntries([['__proto__', 'x']]) },
      },
    ],
    [
      'of a session, key by key',
      { session: { id: 's', metadata: { old: '0', gone: '1' } } },
      [
        "api.session.setMetadata('first', '1'); api.session.deleteMetadata('gone')",
        "api.session.setMetadata('second', event.session.metadata.first + '2')",
      ],
      { app: {}, user: {}, session: { old: '0', first: '1', second: '12' } },
      { session: { metadata: { first: '1', gone: null, second: '12' } } },
    ],
    [
      'a session whose metadata was evicted, and then filled',
      { session: { id: 's', metadata: { old: '0' } } },
      ['api.session.evictMetadata()', "api.session.setMetadata('new', '1')"],
      { app: {}, user: {}, session: { new: '1' } },
      { session: { metadata: { new: '1' }, evictsMetadata: true } },
    ],
    [
      'of a refresh token',
      { refresh_token: { id: 'r', metadata: { org: 'acme' } } },
      ["api.refreshToken.setMetadata('hops', '1')", "api.refreshToken.setMetadata('more', '2')"],
      { app: {}, user: {}, token: { org: 'acme', hops: '1', more: '2' } },
      { refreshToken: { metadata: { hops: '1', more: '2' } } },
    ],
    [
      'of a refresh token that is still to be issued: kept, and in no event',
      {},
      [
        "api.refreshToken.setMetadata('first', '1'); api.refreshToken.setMetadata('gone', '1')",
        "api.refreshToken.setMetadata('gone', null); api.refreshToken.setMetadata('second', '2')",
      ],
      { app: {}, user: {} },
      { refreshToken: { metadata: { first: '1', gone: null, second: '2' } } },
    ],
  ]
  test.each(rows)('%s', async (_what, event, bodies, seen, asked) => {
    const { outcome } = await seenAfter(bodies, event)
    expect(outcome).toEqual(anOutcome({ ...asked, idTokenClaims: { seen } }))
  })

  test('the entries of a token that is still to be issued are counted together', async () => {
    const thirteen = (name: string): string =>
      `for (let i = 0; i < 13; i++) api.refreshToken.setMetadata('${name}' + i, 'x')`
    const { outcome } = await seenAfter([thirteen('a'), thirteen('b')])
    const message =
      'Failed to set refresh token metadata: Invalid metadata: Metadata must not contain more than 25 entries'
    expect(outcome.refusal).toMatchObject({ kind: 'failed', actionName: 'a2', message })
  })

  test('its own event stays as it was for the Action that sets it', async () => {
    const body =
      "api.user.setAppMetadata('k', 1).idToken.setCustomClaim('own', event.user.app_metadata)"
    const { outcome } = await seenAfter([body])
    expect(outcome.idTokenClaims.own).toEqual({})
  })

  test('an event without a user has none afterwards either', async () => {
    const tenant = aTenant()
    const code = (body: string): string =>
      `exports.onExecutePreUserRegistration = async (event, api) => { ${body} }`
    bind(tenant, {
      name: 'a1',
      trigger: 'pre-user-registration',
      code: code("api.user.setAppMetadata('a', 1)"),
    })
    const second = "api.user.setAppMetadata('seen', [event.user ?? null, 'session' in event])"
    bind(tenant, { name: 'a2', trigger: 'pre-user-registration', code: code(second) })
    const { runtime } = aRuntime(tenant)
    const run = (event: JsonObject) =>
      runtime.runTrigger('pre-user-registration', 'onExecutePreUserRegistration', {
        tenant: { id: 'example' },
        ...event,
      })
    const outcomes = [await run({}), await run({ user: { email: 'a@example.com' } })]
    expect(outcomes.map(({ appMetadata }) => appMetadata.seen)).toEqual([
      [null, false],
      [{ email: 'a@example.com', app_metadata: { a: 1 } }, false],
    ])
  })
})
