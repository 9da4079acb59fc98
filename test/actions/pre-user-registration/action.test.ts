import { describe, expect, test, vi } from 'vitest'
import { LOOK_UP_BUDGET_MS } from '../../../actions/management/management-access.ts'
import { onExecutePreUserRegistration } from '../../../actions/pre-user-registration/action.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import type { MODES } from '../../../policies/mode.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { signupSettings } from '../../builders/a-signup.ts'
import { aSignupEvent } from '../../builders/a-signup-event.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../../builders/ids.ts'
import {
  anInvitation,
  type InvitationsApiOptions,
  invitationsApi,
  invitationsOfOthers,
} from '../../builders/invitations-api.ts'
import { aRollout } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { nock, onlyNockAnswers } from '../../builders/only-nock-answers.ts'
import { aCache } from '../../builders/recording-api.ts'
import { runSignup, type SignupRun } from '../../builders/run-signup.ts'
import type { Differences } from '../../builders/with-differences.ts'

onlyNockAnswers()

const ann = anInvitation('ann@acme.example.com')
const annIsInvited: InvitationsApiOptions = { invitations: { [ACME]: [ann] } }

const signup = (differences: Differences = {}, rulebook?: BakedRulebook): Promise<SignupRun> =>
  runSignup(aSignupEvent(differences), rulebook)

const ADMITTED = { refusal: null }
const refused = (reason: string): object => ({
  refusal: {
    code: 'OG_ACCESS',
    message: aRulebook().messages.OG_ACCESS.default,
    reference: { reason, policy: 'signup-gate', atMs: NOON_MS },
  },
})

describe('who may sign up', () => {
  test.each<[string, InvitationsApiOptions, Differences, object]>([
    ['an invited person', annIsInvited, {}, ADMITTED],
    ['#57 an uninvited person', {}, {}, refused('SIGNUP_NOT_INVITED')],
    ['#8 in other letters', annIsInvited, { user: { email: 'ANN@ACME.example.com' } }, ADMITTED],
    [
      'invited in other letters',
      { invitations: { [ACME]: [anInvitation(' Ann@ACME.Example.com')] } },
      {},
      ADMITTED,
    ],
    [
      'somebody like an invited person',
      annIsInvited,
      { user: { email: 'ann+x@acme.example.com' } },
      refused('SIGNUP_NOT_INVITED'),
    ],
    [
      'a person whose invitation has expired',
      { invitations: { [ACME]: [anInvitation('ann@acme.example.com', NOON_MS)] } },
      {},
      refused('SIGNUP_NOT_INVITED'),
    ],
    [
      'a person whose invitation has a second left',
      { invitations: { [ACME]: [anInvitation('ann@acme.example.com', NOON_MS + 1000)] } },
      {},
      ADMITTED,
    ],
    [
      'a person with an expired and an open invitation',
      { invitations: { [ACME]: [anInvitation('ann@acme.example.com', NOON_MS - 1000), ann] } },
      {},
      ADMITTED,
    ],
    [
      'a person invited elsewhere',
      { invitations: { [GLOBEX]: [ann] } },
      {},
      refused('SIGNUP_NOT_INVITED'),
    ],
    [
      '#61 a person with a user name only',
      annIsInvited,
      { user: { email: undefined, username: 'ann' } },
      refused('SIGNUP_NOT_INVITED'),
    ],
    [
      'a person whose address is null',
      annIsInvited,
      { user: { email: null } },
      refused('SIGNUP_NOT_INVITED'),
    ],
    [
      'a person with a deceiving address',
      annIsInvited,
      { user: { email: 'ann\u200b@acme.example.com' } },
      refused('SIGNUP_NOT_INVITED'),
    ],
    ['nobody', annIsInvited, { user: undefined }, refused('SIGNUP_NOT_INVITED')],
    [
      'an invitation of nobody admits nobody',
      { invitations: { [ACME]: [anInvitation('')] } },
      { user: { email: undefined } },
      refused('SIGNUP_NOT_INVITED'),
    ],
  ])('%s', async (_who, api, differences, outcome) => {
    invitationsApi(api)
    expect(await signup(differences)).toMatchObject(outcome)
  })

  test.each<[string, Differences]>([
    ['#61 an event without a client', { client: undefined }],
    ['a client nobody mapped', { client: { client_id: 'other' } }],
    ['a client that every object knows', { client: { client_id: 'constructor' } }],
    ['__proto__', { client: { client_id: '__proto__' } }],
  ])('%s is looked up nowhere', async (_what, differences) => {
    const { requests } = invitationsApi(annIsInvited)
    expect(await signup(differences)).toMatchObject(refused('SIGNUP_NOT_INVITED'))
    expect(requests).toEqual([])
  })

  test('a client that is not mapped falls back to its connection', async () => {
    invitationsApi({ invitations: { [GLOBEX]: [ann] } })
    const invitations = {
      clients: { other: [ACME] },
      connections: { [MEMBERS]: [GLOBEX] },
      maxPages: 3,
      readsPerMinute: 30,
    }
    expect(await signup({}, aRulebook({ invitations }))).toMatchObject(ADMITTED)
  })

  test('a client that is mapped does not', async () => {
    invitationsApi({ invitations: { [GLOBEX]: [ann] } })
    const invitations = {
      clients: { [PORTAL]: [ACME] },
      connections: { [MEMBERS]: [GLOBEX] },
      maxPages: 3,
      readsPerMinute: 30,
    }
    expect(await signup({}, aRulebook({ invitations }))).toMatchObject(
      refused('SIGNUP_NOT_INVITED'),
    )
  })

  test('any of several organizations is enough', async () => {
    invitationsApi({ invitations: { [GLOBEX]: [ann] } })
    const invitations = {
      clients: { [PORTAL]: [ACME, GLOBEX] },
      connections: {},
      maxPages: 3,
      readsPerMinute: 30,
    }
    expect(await signup({}, aRulebook({ invitations }))).toMatchObject(ADMITTED)
  })

  test('by domain: nobody is asked', async () => {
    const { requests } = invitationsApi()
    const rulebook = aRulebook({
      signup: signupSettings({
        signupGate: {
          admit: 'domains',
          domains: ['acme.example.com'],
          operators: 'granted',
          phone: 'refuse',
        },
      }),
    })
    expect(await signup({}, rulebook)).toMatchObject(ADMITTED)
    expect(await signup({ user: { email: 'ann@mail.example' } }, rulebook)).toMatchObject(
      refused('SIGNUP_DOMAIN_NOT_ALLOWED'),
    )
    expect(requests).toEqual([])
  })
})

describe('modes', () => {
  const inMode = (mode: (typeof MODES)[number]): BakedRulebook =>
    aRulebook({ signup: signupSettings({ rollout: { 'signup-gate': aRollout(mode) } }) })

  test('off: nobody is asked', async () => {
    const { requests } = invitationsApi()
    expect(await signup({}, inMode('off'))).toMatchObject(ADMITTED)
    expect(requests).toEqual([])
  })

  test.each(['monitor', 'capture'] as const)(
    '#62 %s: in the log and nowhere else',
    async (mode) => {
      invitationsApi()
      expect(await signup({}, inMode(mode))).toEqual({
        ...ADMITTED,
        log: [
          'og allow door=signup org=none rulebook=0123abcd would=signup-gate:SIGNUP_NOT_INVITED',
        ],
      })
    },
  )

  test('an exempt client may sign anybody up', async () => {
    invitationsApi()
    const exemption = { policy: 'signup-gate', application: PORTAL, untilMs: NOON_MS + 1 } as const
    const rulebook = aRulebook({ signup: signupSettings({ exemptions: [exemption] }) })
    expect(await signup({}, rulebook)).toMatchObject(ADMITTED)
  })
})

describe.each([
  ['a tenant that says how many there are', true],
  // Auth0's documentation of this list, and its SDK: start, limit and invitations, no total.
  ['a tenant as Auth0 documents it', false],
])('pages, of %s', (_what, hasTotals) => {
  const pages = (requests: readonly { readonly request: string }[]): readonly string[] =>
    requests.flatMap(({ request }) => /[?&]page=(\d+)/.exec(request)?.[1] ?? [])

  test('an invited person on the only page', async () => {
    invitationsApi({ ...annIsInvited, hasTotals })
    expect(await signup()).toMatchObject(ADMITTED)
  })

  test('nobody is invited', async () => {
    invitationsApi({ hasTotals })
    expect(await signup()).toMatchObject(refused('SIGNUP_NOT_INVITED'))
  })

  test('the last of three pages', async () => {
    const { requests } = invitationsApi({
      invitations: { [ACME]: [...invitationsOfOthers(249), ann] },
      hasTotals,
    })
    expect(await signup()).toMatchObject(ADMITTED)
    expect(pages(requests)).toEqual(['0', '1', '2'])
  })

  test('a tenant that allows fifty to a page', async () => {
    const { requests } = invitationsApi({
      invitations: { [ACME]: [...invitationsOfOthers(119), ann] },
      largestPage: 50,
      hasTotals,
    })
    expect(await signup()).toMatchObject(ADMITTED)
    expect(pages(requests)).toEqual(['0', '1', '2'])
  })

  test('#60 more pages than the rulebook lets us read: nobody is known to be uninvited', async () => {
    const { requests } = invitationsApi({
      invitations: { [ACME]: [...invitationsOfOthers(299), ann, ...invitationsOfOthers(200)] },
      hasTotals,
    })
    expect(await signup({ user: { email: 'bob@acme.example.com' } })).toMatchObject(
      refused('SIGNUP_UNAVAILABLE'),
    )
    expect(await signup()).toMatchObject(ADMITTED)
    expect(pages(requests)).toEqual(['0', '1', '2', '0', '1', '2'])
  })
})

test('an answer that is full to the last place is not taken for a part', async () => {
  invitationsApi({ invitations: { [ACME]: [...invitationsOfOthers(99), ann] } })
  expect(await signup()).toMatchObject(ADMITTED)
})

test('a list of which neither length nor total is said ends with an empty page', async () => {
  invitationsApi({ answerPage: (page) => [200, { invitations: page === 0 ? [ann] : [] }] })
  expect(await signup()).toMatchObject(ADMITTED)
  expect(await signup({ user: { email: 'bob@acme.example.com' } })).toMatchObject(
    refused('SIGNUP_NOT_INVITED'),
  )
})

test('a list that ends before its total is not believed', async () => {
  invitationsApi({
    answerPage: (page) => [200, { invitations: page === 0 ? [ann] : [], start: 0, total: 3 }],
  })
  expect(await signup()).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
})

/** Never the token itself, which every Action of the trigger could read. */
const SEALED = expect.not.stringContaining('token-1')

describe('the token', () => {
  const run = (cache = aCache()): Promise<SignupRun> =>
    runSignup(aSignupEvent(), aRulebook(), { cache })

  test('is asked for with the machine client, for this tenant', async () => {
    const asked = new Promise<unknown>((resolve) => {
      nock('https://tenant.example.com')
        .post('/oauth/token')
        .reply(function (_uri, body) {
          resolve([this.req.headers['content-type'], body])
          return [403, {}]
        })
    })
    await run()
    expect(await asked).toEqual([
      'application/json',
      {
        grant_type: 'client_credentials',
        client_id: 'machine-client',
        client_secret: 'machine-secret',
        audience: 'https://tenant.example.com/api/v2/',
      },
    ])
  })

  test('is kept and used again', async () => {
    const { requests } = invitationsApi(annIsInvited)
    const cache = aCache()
    expect([await run(cache), await run(cache)]).toMatchObject([ADMITTED, ADMITTED])
    expect(requests.map(({ request }) => request.split(' ')[0])).toEqual(['POST', 'GET', 'GET'])
  })

  test.each<[number, readonly unknown[]]>([
    [60, []],
    [61, [['og_management_token', SEALED, { ttl: 1000 }]]],
    [3600, [['og_management_token', SEALED, { ttl: 3_540_000 }]]],
    [2_592_000, [['og_management_token', SEALED, { ttl: 86_400_000 }]]],
  ])(
    'that lives for %i seconds is kept a minute less, and a day at most',
    async (seconds, kept) => {
      invitationsApi({ ...annIsInvited, expiresInSeconds: seconds })
      const cache = aCache()
      const set = vi.spyOn(cache, 'set')
      const forget = vi.spyOn(cache, 'delete')
      await run(cache)
      const ofToken = set.mock.calls.filter(([name]) => name === 'og_management_token')
      expect([ofToken, forget.mock.calls]).toEqual([kept, []])
    },
  )

  test.each([['OG_DOMAIN'], ['OG_CLIENT_ID'], ['OG_CLIENT_SECRET']])(
    'is not asked for without %s',
    async (name) => {
      const { requests } = invitationsApi(annIsInvited)
      expect(await signup({ secrets: { [name]: '' } })).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
      expect(requests).toEqual([])
    },
  )

  test('is asked for at the port that the domain names', async () => {
    const requests: string[] = []
    nock('https://localhost:8443')
      .post('/oauth/token')
      .reply((uri) => {
        requests.push(uri)
        return [403, {}]
      })
    await signup({ secrets: { OG_DOMAIN: 'localhost:8443' } })
    expect(requests).toEqual(['/oauth/token'])
  })

  test('is not kept when it is about to expire', async () => {
    const { requests } = invitationsApi({ ...annIsInvited, expiresInSeconds: 60 })
    const cache = aCache()
    await run(cache)
    await run(cache)
    expect(requests.map(({ request }) => request.split(' ')[0])).toEqual([
      'POST',
      'GET',
      'POST',
      'GET',
    ])
  })

  test('is kept however long it lives: Auth0 takes nothing for more than a day', async () => {
    const { requests } = invitationsApi({ ...annIsInvited, expiresInSeconds: 2_592_000 })
    const cache = aCache()
    await run(cache)
    await run(cache)
    expect(requests.map(({ request }) => request.split(' ')[0])).toEqual(['POST', 'GET', 'GET'])
  })

  test('is replaced once when it is refused', async () => {
    const { requests } = invitationsApi({ ...annIsInvited, tokens: ['old', 'new'] })
    const cache = aCache()
    await run(cache)
    nock.cleanAll()
    const after = invitationsApi({ ...annIsInvited, tokens: ['new'], refusedTokens: ['old'] })
    expect(await run(cache)).toMatchObject(ADMITTED)
    expect(requests.map(({ token }) => token)).toEqual([null, 'old'])
    expect(after.requests.map(({ token }) => token)).toEqual(['old', null, 'new'])
  })

  test('is replaced once for all the organizations that are read at a time', async () => {
    const invitations = {
      clients: { [PORTAL]: [ACME, GLOBEX] },
      connections: {},
      maxPages: 3,
      readsPerMinute: 30,
    }
    const rulebook = aRulebook({ invitations })
    const cache = aCache()
    invitationsApi({ ...annIsInvited, tokens: ['old'] })
    await runSignup(aSignupEvent(), rulebook, { cache })
    nock.cleanAll()
    const { requests } = invitationsApi({
      ...annIsInvited,
      tokens: ['new', 'newer'],
      refusedTokens: ['old'],
    })
    expect(await runSignup(aSignupEvent(), rulebook, { cache })).toMatchObject(ADMITTED)
    expect(requests.map(({ token }) => token).toSorted()).toEqual([
      'new',
      'new',
      null,
      'old',
      'old',
    ])
  })

  test('is not asked for again and again when every one is refused', async () => {
    const { requests } = invitationsApi({ ...annIsInvited, tokens: ['a'], refusedTokens: ['a'] })
    const cache = aCache()
    expect(await run(cache)).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
    expect(await run(cache)).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
    expect(requests.length).toBeLessThanOrEqual(2 + 4)
  })

  test('is asked for once, for however many organizations', async () => {
    const { requests } = invitationsApi(annIsInvited)
    const invitations = {
      clients: { [PORTAL]: [ACME, GLOBEX, 'org_c', 'org_d', 'org_e'] },
      connections: {},
      maxPages: 3,
      readsPerMinute: 30,
    }
    expect(await signup({}, aRulebook({ invitations }))).toMatchObject(ADMITTED)
    expect(requests.filter(({ token }) => token === null)).toHaveLength(1)
  })
})

describe('what counts as no answer', () => {
  const page = (body: unknown): InvitationsApiOptions => ({ answerPage: () => [200, body] })
  test.each<[string, InvitationsApiOptions]>([
    ['no token: 401', { answerToken: () => [401, { error: 'access_denied' }] }],
    ['no token: 429', { answerToken: () => [429, {}] }],
    ['no token: 500', { answerToken: () => [500, 'oops'] }],
    ['a token that is no text', { answerToken: () => [200, { access_token: 7, expires_in: 1 }] }],
    ['a token without an end', { answerToken: () => [200, { access_token: 'x' }] }],
    ['a token that is HTML', { answerToken: () => [200, '<html></html>'] }],
    ['a token of null', { answerToken: () => [200, 'null'] }],
    ['no page: 403', { answerPage: () => [403, {}] }],
    ['no page: 400', { answerPage: () => [400, {}] }],
    ['#60 no page: 429', { answerPage: () => [429, {}] }],
    ['no page: 500', { answerPage: () => [500, {}] }],
    ['no page: 503 HTML', { answerPage: () => [503, '<html></html>'] }],
    [
      'no second page',
      {
        invitations: { [ACME]: [ann, ...invitationsOfOthers(150)] },
        answerPage: (number) => (number === 1 ? [500, {}] : undefined),
      },
    ],
    ['HTML', page('<html></html>')],
    ['half of a JSON', page('{"invitations": [')],
    ['nothing', page('')],
    ['null', page('null')],
    ['a number', page('7')],
    ['a list', page([ann])],
    ['an empty object', page({})],
    ['invitations that are no list', page({ invitations: { 0: ann }, limit: 100, total: 1 })],
    ['a redirect elsewhere', { answerPage: () => [302, ''] }],
  ])('%s', async (_what, api) => {
    // The time for a second try has come: a busy tenant is asked for it no sooner.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) =>
      ms < LOOK_UP_BUDGET_MS ? AbortSignal.abort() : new AbortController().signal,
    )
    invitationsApi(api)
    expect(await signup()).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
  })

  test.each<[string, object | null]>([
    ['that is null', null],
    ['without anybody', {}],
    ['to a number', { invitee: { email: 7 } }],
    ['to null', { invitee: null }],
    ['without an end', { invitee: { email: 'ann@acme.example.com' } }],
    [
      'with an end that is no date',
      { invitee: { email: 'ann@acme.example.com' }, expires_at: 'soon' },
    ],
    [
      'with an end that is the number of a year',
      { invitee: { email: 'ann@acme.example.com' }, expires_at: 2030 },
    ],
    [
      'with an end that is a number',
      { invitee: { email: 'ann@acme.example.com' }, expires_at: NOON_MS * 2 },
    ],
  ])('an invitation %s is none', async (_what, invitation) => {
    invitationsApi({
      answerPage: () => [200, { invitations: [invitation], start: 0, limit: 100, total: 1 }],
    })
    expect(await signup()).toMatchObject(refused('SIGNUP_NOT_INVITED'))
  })

  test('a network that is not there', async () => {
    nock('https://tenant.example.com').post('/oauth/token').replyWithError('connection refused')
    expect(await signup()).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
  })

  test.each(['OG_CLIENT_ID', 'OG_CLIENT_SECRET'])('%s missing', async (name) => {
    invitationsApi({ answerToken: () => [401, {}] })
    expect(await signup({ secrets: { [name]: undefined } })).toMatchObject(
      refused('SIGNUP_UNAVAILABLE'),
    )
  })

  test.each([
    undefined,
    '',
    ' ',
    'https://tenant.example.com',
    'tenant.example.com/path',
    'tenant.example.com#',
    'tenant.example.com?x=',
    'user@tenant.example.com',
    'tenant.example.com@evil.example.net',
    'tenant.example.com:443:1',
    'tenant..example.com',
    'tenant.example.com.',
    'tenant.example.com\n',
    'evil.example.net\\tenant.example.com',
    '[::1]',
    'tenänt.example.com',
  ])('OG_DOMAIN is %j: the secret of the machine client goes nowhere', async (OG_DOMAIN) => {
    const sent: string[] = []
    nock(/.*/)
      .persist()
      .post(/.*/)
      .reply(function (uri) {
        sent.push(`${this.req.headers.host} ${uri}`)
        return [200, { access_token: 'x', expires_in: 1 }]
      })
    expect(await signup({ secrets: { OG_DOMAIN } })).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
    expect(sent).toEqual([])
  })
})

describe('#60 the breaker', () => {
  const setUp = (): { at: (nowMs: number, email?: string) => Promise<SignupRun> } => {
    const cache = aCache()
    return {
      at: (nowMs, email = 'ann@acme.example.com') =>
        runSignup(aSignupEvent({ user: { email } }), aRulebook(), { cache, nowMs }),
    }
  }
  const somebody = (index: number): string => `person${index}@acme.example.com`
  const broken: InvitationsApiOptions = { ...annIsInvited, answerPage: () => [500, {}] }

  test('opens after failures of three in a row: no more requests', async () => {
    const { requests } = invitationsApi(broken)
    const { at } = setUp()
    for (let index = 0; index < 3; index += 1) await at(NOON_MS, somebody(index))
    const before = requests.length
    const run = await at(NOON_MS)
    expect(run).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
    expect(requests.length).toBe(before)
    expect(before).toBeGreaterThan(0)
  })

  test('closes after half a minute', async () => {
    invitationsApi(broken)
    const { at } = setUp()
    for (let index = 0; index < 3; index += 1) await at(NOON_MS, somebody(index))
    nock.cleanAll()
    invitationsApi(annIsInvited)
    expect((await at(NOON_MS + 29_999)).refusal?.reference?.reason).toBe('SIGNUP_UNAVAILABLE')
    expect((await at(NOON_MS + 30_000)).refusal).toBeNull()
  })

  test('a success in between starts the count again', async () => {
    const { at } = setUp()
    for (let round = 0; round < 3; round += 1) {
      // A minute apart, so that the budget is never what is used up.
      const atMs = NOON_MS + round * 60_000
      invitationsApi(broken)
      await at(atMs, somebody(0))
      await at(atMs, somebody(1))
      nock.cleanAll()
      invitationsApi(annIsInvited)
      expect((await at(atMs)).refusal).toBeNull()
      nock.cleanAll()
    }
  })
})

test('#60 an organization with too many invitations shuts only its own sign-ups', async () => {
  invitationsApi({ invitations: { [GLOBEX]: invitationsOfOthers(500), [ACME]: [ann] } })
  const cache = aCache()
  const clients = { [PORTAL]: [ACME], other: [GLOBEX] }
  const rulebook = aRulebook({
    invitations: { clients, connections: {}, maxPages: 3, readsPerMinute: 30 },
  })
  const signUpAt = (client_id: string): Promise<SignupRun> =>
    runSignup(aSignupEvent({ client: { client_id } }), rulebook, { cache })
  for (let index = 0; index < 4; index += 1) {
    expect(await signUpAt('other')).toMatchObject(refused('SIGNUP_UNAVAILABLE'))
  }
  expect(await signUpAt(PORTAL)).toMatchObject(ADMITTED)
})

test('#60 who is invited by one organization may sign up although another invites too many', async () => {
  invitationsApi({ invitations: { [GLOBEX]: invitationsOfOthers(500), [ACME]: [ann] } })
  const invitations = {
    clients: { [PORTAL]: [GLOBEX, ACME] },
    connections: {},
    maxPages: 3,
    readsPerMinute: 30,
  }
  const rulebook = aRulebook({ invitations })
  expect(await signup({}, rulebook)).toMatchObject(ADMITTED)
  expect(await signup({ user: { email: 'bob@acme.example.com' } }, rulebook)).toMatchObject(
    refused('SIGNUP_UNAVAILABLE'),
  )
})

describe('whether somebody is invited cannot be found out', () => {
  test('what a person is told is the same, apart from the reference', async () => {
    invitationsApi()
    const uninvited = await signup()
    nock.cleanAll()
    invitationsApi({ answerPage: () => [500, {}] })
    const unavailable = await signup()
    const domains = await signup(
      {},
      aRulebook({
        signup: signupSettings({
          signupGate: { admit: 'domains', domains: [], operators: 'granted', phone: 'refuse' },
        }),
      }),
    )
    const told = [uninvited, unavailable, domains].map(
      ({ refusal }) => `${refusal?.code}: ${refusal?.message}`,
    )
    expect(new Set(told)).toEqual(new Set(['OG_ACCESS: You do not have access here.']))
  })

  test('it takes as many requests for the invited as for the uninvited', async () => {
    const counts: number[] = []
    for (const email of ['ann@acme.example.com', 'bob@acme.example.com', undefined, 'nonsense']) {
      const { requests } = invitationsApi({
        invitations: { [ACME]: [ann, ...invitationsOfOthers(199)] },
      })
      await signup({ user: { email } })
      counts.push(requests.length)
      nock.cleanAll()
    }
    // What is no address tells nothing about anybody's, and costs nothing.
    expect(counts).toEqual([3, 3, 0, 0])
  })
})

describe('when the guard itself fails', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
  ])('an event that is %s never throws', async (_what, event) => {
    invitationsApi()
    const run = await runSignup(event as never)
    expect(run.refusal?.message).toBe(aRulebook().messages.OG_ACCESS.default)
  })

  test('an event whose parts throw refuses without the error', async () => {
    const event = aSignupEvent()
    Object.defineProperty(event, 'user', {
      get: () => {
        throw new TypeError('ann@acme.example.com')
      },
    })
    expect(await runSignup(event)).toEqual({
      refusal: {
        code: 'OG_ACCESS',
        message: aRulebook().messages.OG_ACCESS.default,
        reference: null,
      },
      log: ['og failed GUARD_FAILED error=TypeError'],
    })
  })

  test('without a key a refusal carries no reference, and is one all the same', async () => {
    invitationsApi()
    expect(await signup({ secrets: { OG_SIGNING_KEY: undefined } })).toMatchObject({
      refusal: { code: 'OG_ACCESS', reference: null },
    })
  })

  test.each<[string, unknown]>([
    ['a cache that is not there', undefined],
    [
      'a cache that throws',
      {
        get: () => {
          throw new Error('x')
        },
      },
    ],
  ])('%s refuses', async (_what, cache) => {
    invitationsApi(annIsInvited)
    const run = await runSignup(aSignupEvent(), aRulebook(), { cache: (cache ?? null) as never })
    expect(run.refusal?.code).toBe('OG_ACCESS')
  })
})

test('#65 the line holds no address', async () => {
  invitationsApi()
  expect((await signup()).log).toEqual([
    'og deny SIGNUP_NOT_INVITED by signup-gate door=signup org=none rulebook=0123abcd',
  ])
})

test('the handler is what Auth0 accepts: a native async function', () => {
  expect(onExecutePreUserRegistration.constructor.name).toBe('AsyncFunction')
})
