import { describe, expect, test, vi } from 'vitest'
import { LOOK_UP_BUDGET_MS } from '../../../actions/management/management-access.ts'
import { readLogin } from '../../../actions/post-login/facts.ts'
import { withLiveMembership } from '../../../actions/post-login/live-membership.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import type { MembershipSettings } from '../../../policies/login/membership.about.ts'
import type { Mode } from '../../../policies/mode.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { aCheckedMemory, anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { heldSignals } from '../../builders/held-signals.ts'
import { ACME, ANN, GLOBEX } from '../../builders/ids.ts'
import { TENANT_URL } from '../../builders/invitations-api.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { nock, onlyNockAnswers } from '../../builders/only-nock-answers.ts'
import { aCache, recordingApi } from '../../builders/recording-api.ts'
import { type LoginRun, runLogin } from '../../builders/run-login.ts'
import { TEST_SECRET } from '../../builders/test-keys.ts'
import type { Differences } from '../../builders/with-differences.ts'

onlyNockAnswers()

const live = (
  settings: Partial<MembershipSettings> = {},
  mode: Mode = 'enforce',
): BakedRulebook => {
  const plain = loginSettings()
  return aRulebook({
    login: {
      ...plain,
      rollout: { ...everyPolicy('off'), membership: aRollout(mode) },
      membership: { ...plain.membership, source: 'live', ...settings },
    },
  })
}
const secrets = {
  OG_SIGNING_KEY: TEST_SECRET,
  OG_DOMAIN: 'tenant.example.com',
  OG_CLIENT_ID: 'machine-client',
  OG_CLIENT_SECRET: 'machine-secret',
}
const refresh = { secrets, transaction: { protocol: 'oauth2-refresh-token' } }

/** A directory in which Ann is a member of `organizations`; notes every request. */
function directory(
  organizations: readonly string[],
  answer?: () => readonly [number, unknown],
): readonly string[] {
  const requests: string[] = []
  const scope = nock(TENANT_URL).persist()
  scope.post('/oauth/token').reply(200, { access_token: 'token', expires_in: 86_400 })
  scope.get(/^\/api\/v2\/users\//).reply((uri) => {
    requests.push(uri)
    if (answer !== undefined) return [...answer()] as [number, string]
    const page = Number(new URL(uri, TENANT_URL).searchParams.get('page'))
    const slice = organizations.slice(page * 100, page * 100 + 100)
    const list = slice.map((id) => ({ id }))
    return [
      200,
      { organizations: list, start: page * 100, limit: 100, total: organizations.length },
    ]
  })
  return requests
}

const run = (differences: Differences, rulebook = live(), cache = aCache()): Promise<LoginRun> =>
  runLogin(aPostLoginEvent(differences), rulebook, NOON_MS, recordingApi(cache))

const refused = (reason: string, code: string): object => ({
  refusal: { code, reference: { reason, policy: 'membership', atMs: NOON_MS } },
})
const GONE = refused('NOT_MEMBER', 'OG_ACCESS')
const NO_ANSWER = refused('MEMBERSHIP_UNAVAILABLE', 'OG_RETRY')
const ADMITTED = { refusal: null }
const many = Array.from({ length: 250 }, (_, index) => `org_${index}`)

describe('a token that is refreshed', () => {
  test.each<[string, readonly string[], object]>([
    ['by a member', [GLOBEX, ACME], ADMITTED],
    ['#30 by somebody who was removed', [GLOBEX], GONE],
    ['by a member of nothing', [], GONE],
    ['by a member of 251 organizations', [...many, ACME], ADMITTED],
    ['by a member of 101 organizations', [...many.slice(0, 100), ACME], ADMITTED],
    ['by a stranger of 250 organizations', many, GONE],
    [
      'by a member of more than may be read',
      [...many, ...many, ...many, ...many, ...many],
      NO_ANSWER,
    ],
  ])('%s', async (_what, organizations, outcome) => {
    directory(organizations)
    expect(await run(refresh)).toMatchObject(outcome)
  })

  test('the person is asked about by id, which is not taken for a path', async () => {
    const requests = directory([ACME])
    await run(refresh)
    expect(requests).toEqual([
      `/api/v2/users/${encodeURIComponent(ANN)}/organizations?page=0&per_page=100&include_totals=true`,
    ])
  })

  test.each<[string, () => readonly [number, unknown]]>([
    ['429', () => [429, {}]],
    ['500', () => [500, {}]],
    ['403', () => [403, {}]],
    ['500 with a whole page', () => [500, { organizations: [{ id: ACME }], total: 1 }]],
    ['null', () => [200, 'null']],
    ['a number', () => [200, '7']],
    ['HTML', () => [200, '<html></html>']],
    ['half of a JSON', () => [200, '{"organizations": [']],
    ['no page', () => [200, {}]],
    ['a list', () => [200, [{ id: ACME }]]],
    ['a text for the list', () => [200, { organizations: ACME, total: 1 }]],
  ])('#34 the directory answers %s', async (_what, answer) => {
    // The time for a second try has come: a busy tenant is asked for it no sooner.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) =>
      ms < LOOK_UP_BUDGET_MS ? AbortSignal.abort() : new AbortController().signal,
    )
    directory([], answer)
    expect(await run(refresh)).toMatchObject(NO_ANSWER)
    expect(await run(refresh, live({ onUnavailable: 'allow' }))).toMatchObject(ADMITTED)
  })

  test('#34 an earlier answer counts for a while', async () => {
    directory([], () => [500, {}])
    const confirmed = (minutes: number): Differences => ({
      ...refresh,
      refresh_token: {
        created_at: '',
        metadata: { og_chk: aCheckedMemory({ checkedAtMs: NOON_MS - minutes * 60_000 }) },
      },
    })
    const grace = live({ onUnavailable: 'grace' })
    expect(await run(confirmed(60), grace)).toMatchObject(ADMITTED)
    expect(await run(confirmed(61), grace)).toMatchObject(NO_ANSWER)
  })

  test('#60 a directory in trouble is soon left alone', async () => {
    const requests = directory([], () => [500, {}])
    const cache = aCache()
    for (let index = 0; index < 6; index += 1) {
      await run({ ...refresh, user: { user_id: `auth0|person-${index}` } }, live(), cache)
    }
    // Three look-ups, each of which asks once more.
    expect(requests).toHaveLength(6)
  })

  test.each<[string, () => readonly [number, unknown]]>([
    ['too busy to answer', () => [429, {}]],
    ['without an answer about one person', () => [400, {}]],
    ['in trouble for one person', () => [500, {}]],
  ])('a directory %s is asked for the next', async (_what, answer) => {
    const cache = aCache()
    const eves = directory([], answer)
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) =>
      ms < LOOK_UP_BUDGET_MS ? AbortSignal.abort() : new AbortController().signal,
    )
    for (let index = 0; index < 4; index += 1) await run(refresh, live(), cache)
    vi.restoreAllMocks()
    expect(eves.length).toBeGreaterThanOrEqual(4)
    nock.cleanAll()
    directory([ACME])
    const next = { ...refresh, user: { user_id: 'auth0|next' } }
    expect(await run(next, live(), cache)).toMatchObject(ADMITTED)
  })

  test('#30 whose account is gone is no member, whatever no answer means', async () => {
    directory([], () => [404, {}])
    for (const onUnavailable of ['deny', 'allow', 'grace'] as const) {
      expect(await run(refresh, live({ onUnavailable }))).toMatchObject(GONE)
    }
  })

  test.each<[string, () => readonly [number, unknown]]>([
    ['400', () => [400, {}]],
    ['401', () => [401, {}]],
    ['403', () => [403, {}]],
    ['404', () => [404, {}]],
    ['414', () => [414, {}]],
    ['431', () => [431, {}]],
    ['HTML', () => [200, '<html></html>']],
    ['no page', () => [200, {}]],
    ['less than its total', () => [200, { organizations: [], total: 3 }]],
  ])('#60 %s for three people closes the directory to nobody else', async (_what, answer) => {
    const cache = aCache()
    directory([], answer)
    for (let index = 0; index < 3; index += 1) {
      await run({ ...refresh, user: { user_id: `auth0|person-${index}` } }, live(), cache)
    }
    nock.cleanAll()
    directory([ACME])
    expect(await run(refresh, live(), cache)).toMatchObject(ADMITTED)
  })

  test('#60 a person of too many organizations is no trouble of the directory', async () => {
    const requests = directory([...many, ...many, ...many, ...many, ...many])
    const cache = aCache()
    for (let index = 0; index < 4; index += 1) await run(refresh, live(), cache)
    expect(requests).toHaveLength(40)
  })

  test('a list that ends before its total is asked for no longer', async () => {
    const requests = directory([], () => [200, { organizations: [], total: 3 }])
    expect(await run(refresh)).toMatchObject(NO_ANSWER)
    expect(requests).toHaveLength(1)
  })

  test('#27 without any secret the guard says that it lacks its keys', async () => {
    const { log } = await run({ ...refresh, secrets: undefined })
    expect(log[0]).toMatch(/^og deny CONFIG_INVALID by runtime-guard /)
  })

  test('a token that can remember does so: when the directory last confirmed it', async () => {
    directory([ACME])
    const rulebook = live()
    const capabilities = { ...rulebook.capabilities, refreshTokenMetadata: true }
    const { calls } = await run(refresh, { ...rulebook, capabilities })
    expect(calls).toEqual([
      ['refreshToken.setMetadata', 'og_org', anOrganizationMemory()],
      ['refreshToken.setMetadata', 'og_chk', aCheckedMemory({ checkedAtMs: NOON_MS })],
    ])
  })

  test('a no is the last known answer: an earlier yes is forgotten', async () => {
    directory([GLOBEX])
    const forgets = async (metadata: object): Promise<readonly unknown[]> => {
      const { calls } = await run({ ...refresh, refresh_token: { created_at: '', metadata } })
      return calls.filter(([method]) => method !== 'access.deny')
    }
    const og_chk = aCheckedMemory({ checkedAtMs: NOON_MS - 60_000 })
    expect([await forgets({ og_chk }), await forgets({})]).toEqual([
      [['refreshToken.setMetadata', 'og_chk', null]],
      [],
    ])
  })

  test('no answer ends no token, whatever the plan can do', async () => {
    directory([], () => [500, {}])
    const rulebook = live()
    const all = { refreshTokenMetadata: true, expirySetters: true, revocation: true }
    const capable = { ...rulebook, capabilities: { ...rulebook.capabilities, ...all } }
    const { calls, refusal } = await run(refresh, capable)
    expect([refusal?.code, calls.map(([method]) => method)]).toEqual(['OG_RETRY', ['access.deny']])
  })

  test('an organization that is null is none', async () => {
    directory([], () => [200, { organizations: [null, 7, {}], total: 3 }])
    expect(await run(refresh)).toMatchObject(GONE)
  })
})

describe('an answer that is late or lost', () => {
  /** What each request for the list is answered with, in order; 'never' is no answer at all. */
  async function answered(answers: readonly (object | 'lost' | 'never' | 503 | 404 | 403)[]) {
    const held = heldSignals()
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(held.after)
    let asked = 0
    vi.stubGlobal('fetch', async (input: unknown, init?: RequestInit): Promise<Response> => {
      if (String(input).endsWith('/oauth/token')) {
        return Response.json({ access_token: 'token', expires_in: 86_400 })
      }
      const answer = answers[asked] ?? 'never'
      asked += 1
      if (asked === answers.length) setImmediate(() => held.pass(LOOK_UP_BUDGET_MS))
      if (answer === 'lost') throw new TypeError('fetch failed')
      if (typeof answer === 'number') return Response.json({}, { status: answer })
      if (answer !== 'never') return Response.json(answer)
      if (asked < answers.length) setImmediate(() => held.pass(LOOK_UP_BUDGET_MS / 2))
      return await new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
      })
    })
    const { refusal } = await run(refresh)
    return { refusal: refusal?.reference?.reason ?? null, asked, waits: held.asked }
  }
  const listing = (...ids: readonly string[]): object => ({
    organizations: ids.map((id) => ({ id })),
    total: ids.length,
  })
  const waits = [LOOK_UP_BUDGET_MS / 2, LOOK_UP_BUDGET_MS]

  test.each<[string, Parameters<typeof answered>[0], string | null]>([
    ['once lost, then a member', ['lost', listing(ACME)], null],
    ['once in trouble, then a member', [503, listing(ACME)], null],
    ['once in trouble, then a stranger', [503, listing(GLOBEX)], 'NOT_MEMBER'],
    ['late, then a member', ['never', listing(ACME)], null],
    ['late, then a stranger', ['never', listing(GLOBEX)], 'NOT_MEMBER'],
    ['lost twice', ['lost', 'lost'], 'MEMBERSHIP_UNAVAILABLE'],
    ['in trouble twice', [503, 503], 'MEMBERSHIP_UNAVAILABLE'],
    ['late twice', ['never', 'never'], 'MEMBERSHIP_UNAVAILABLE'],
    ['late, then lost', ['never', 'lost'], 'MEMBERSHIP_UNAVAILABLE'],
  ])('%s: asked for once more within the budget', async (_what, answers, refusal) => {
    expect(await answered(answers)).toEqual({ refusal, asked: 2, waits })
  })

  test.each<[string, Parameters<typeof answered>[0], string | null]>([
    ['an answer in time', [listing(ACME)], null],
    ['an answer for good', [403], 'MEMBERSHIP_UNAVAILABLE'],
    ['an account that is gone', [404], 'NOT_MEMBER'],
    ['none within the whole budget', ['never'], 'MEMBERSHIP_UNAVAILABLE'],
  ])('%s is asked for once', async (_what, answers, refusal) => {
    expect(await answered(answers)).toEqual({ refusal, asked: 1, waits })
  })
})

describe('a cache into which another Action of the trigger writes', () => {
  /** Whatever is written into it stays, and never ends by itself. */
  function holding(name: string, value: unknown) {
    const records = new Map<string, unknown>([[name, value]])
    const cache: ReturnType<typeof aCache> = {
      ...aCache(),
      get: (key) =>
        records.has(key)
          ? { value: records.get(key) as string, expires_at: Number.MAX_SAFE_INTEGER }
          : undefined,
      set(key, kept) {
        records.set(key, kept)
        return { type: 'success', record: { value: kept, expires_at: Number.MAX_SAFE_INTEGER } }
      },
    }
    return { records, cache }
  }
  const lenient = [live({ onUnavailable: 'allow' }), live({ onUnavailable: 'grace' }), live()]

  test.each<[string, unknown]>([
    ['a number that opened it once', '3'],
    ['a large number', '99'],
    ['no number', 'open'],
    ['infinity', 'Infinity'],
    ['JSON', '[9999999999999,"3"]'],
    ['no text', 3],
  ])('cannot open the breaker with %s: the directory is asked', async (_what, value) => {
    const requests = directory([GLOBEX])
    for (const rulebook of lenient) {
      expect(await run(refresh, rulebook, holding('og_breaker', value).cache)).toMatchObject(GONE)
    }
    expect(requests).toHaveLength(lenient.length)
  })

  test('cannot open it with what the guard itself wrote earlier', async () => {
    const { cache } = holding('og_other', '')
    directory([], () => [500, {}])
    for (let index = 0; index < 3; index += 1) {
      await run({ ...refresh, user: { user_id: `auth0|person-${index}` } }, live(), cache)
    }
    nock.cleanAll()
    directory([GLOBEX])
    const allow = live({ onUnavailable: 'allow' })
    const seenAt = async (nowMs: number): Promise<string | undefined> => {
      const { refusal } = await runLogin(
        aPostLoginEvent(refresh),
        allow,
        nowMs,
        recordingApi(cache),
      )
      return refusal?.reference?.reason
    }
    expect([await seenAt(NOON_MS + 29_999), await seenAt(NOON_MS + 30_000)]).toEqual([
      undefined,
      'NOT_MEMBER',
    ])
  })

  test('can fill it: nothing is kept, and the directory is asked each time', async () => {
    const full: ReturnType<typeof aCache> = {
      ...aCache(),
      get: () => undefined,
      set: () => ({ type: 'error', code: 'CacheSizeExceeded' }),
      delete: () => ({ type: 'error', code: 'CacheKeyDoesNotExist' }),
    }
    const requests = directory([GLOBEX])
    for (let time = 0; time < 2; time += 1) {
      expect(await run(refresh, live({ onUnavailable: 'allow' }), full)).toMatchObject(GONE)
    }
    expect(requests).toHaveLength(2)
  })

  test.each<[string, unknown]>([
    ['is not there', undefined],
    [
      'throws',
      {
        get: () => {
          throw new Error('x')
        },
      },
    ],
  ])(
    'and one that %s refuses, whatever the rulebook admits without an answer',
    async (_what, cache) => {
      directory([ACME])
      const { refusal } = await run(
        refresh,
        live({ onUnavailable: 'allow' }),
        (cache ?? null) as never,
      )
      expect(refusal?.code).toBe('OG_RETRY')
    },
  )

  test('cannot name the token that is sent, and what it wrote is replaced', async () => {
    const sent: unknown[] = []
    const scope = nock(TENANT_URL).persist()
    scope.post('/oauth/token').reply(200, { access_token: 'token', expires_in: 86_400 })
    scope.get(/^\/api\/v2\/users\//).reply(function () {
      sent.push(this.req.headers.authorization)
      return [200, { organizations: [{ id: ACME }], total: 1 }]
    })
    const { cache, records } = holding('og_management_token', 'theirs')
    expect([await run(refresh, live(), cache), await run(refresh, live(), cache)]).toMatchObject([
      ADMITTED,
      ADMITTED,
    ])
    expect(sent).toEqual(['Bearer token', 'Bearer token'])
    expect(records.get('og_management_token')).toEqual(expect.stringMatching(/^[\w-]{60,}$/))
  })
})

describe('who is not asked about', () => {
  test.each<[string, Differences, BakedRulebook]>([
    ['#29 a sign-in, which the platform has checked', { secrets }, live()],
    ['a login without organization', { ...refresh, organization: undefined }, live()],
    ['anybody, where the platform is believed', refresh, live({ source: 'platform' })],
    ['anybody, where the policy is off', refresh, live({}, 'off')],
  ])('%s', async (_what, differences, rulebook) => {
    const requests = directory([])
    expect(await run(differences, rulebook)).toMatchObject(ADMITTED)
    expect(requests).toEqual([])
  })

  test('where an application asks for the policy, its members are asked about too', async () => {
    directory([ACME])
    const plain = live({}, 'off')
    const membership = aRollout('off', { applications: { other: 'monitor' } })
    const rulebook = { ...plain, login: { ...plain.login, rollout: { membership } } }
    const asking = { ...refresh, client: { metadata: { og_modes: 'membership=enforce' } } }
    expect(await run(asking, rulebook)).toMatchObject(ADMITTED)
  })
})

describe('what is known of the membership', () => {
  const knownOf = async (user: Differences): Promise<unknown> => {
    const event = aPostLoginEvent({ ...refresh, user })
    const reading = readLogin(event, live(), NOON_MS)
    const { facts } = await withLiveMembership(reading, live(), event.secrets, aLookUp())
    return facts.membership.live
  }

  test.each<[string, Parameters<typeof directory>, unknown]>([
    ['a member', [[ACME]], 'member'],
    ['a stranger', [[GLOBEX]], 'stranger'],
    ['a directory in trouble', [[], () => [500, {}]], 'unavailable'],
  ])('%s', async (_what, answers, known) => {
    directory(...answers)
    expect(await knownOf({})).toBe(known)
  })

  test.each([undefined, '', '..', 'ann'])('nobody is asked about the id %j', async (user_id) => {
    const requests = directory([ACME])
    expect([await knownOf({ user_id }), requests]).toEqual(['unavailable', []])
  })
})

test('#62 monitoring asks, and refuses nobody', async () => {
  directory([GLOBEX])
  const { refusal, log } = await run(refresh, live({}, 'monitor'))
  expect(refusal).toBeNull()
  expect(log[0]).toContain('would=membership:NOT_MEMBER')
})

test('#63 a break-glass identity passes while the directory is down', async () => {
  directory([], () => [500, {}])
  const OG_BREAK_GLASS = JSON.stringify([{ user: ANN, until: '2026-12-24T00:00:00Z' }])
  const { refusal, log } = await run({ ...refresh, secrets: { ...secrets, OG_BREAK_GLASS } })
  expect(refusal).toBeNull()
  expect(log[0]).toMatch(/^og allow BREAK_GLASS .* would=membership:MEMBERSHIP_UNAVAILABLE/)
})
