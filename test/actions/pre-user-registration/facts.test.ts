import nock from 'nock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LookUpTools } from '../../../actions/management-access.ts'
import { readSignup } from '../../../actions/pre-user-registration/facts.ts'
import { NO_REQUESTS } from '../../../policies/policy.ts'
import type { SignupFacts } from '../../../policies/signup/facts.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { signupSettings } from '../../builders/a-signup.ts'
import { aSignupEvent } from '../../builders/a-signup-event.ts'
import { ACME, MEMBERS, PORTAL } from '../../builders/ids.ts'
import { anInvitation, invitationsApi, TENANT_URL } from '../../builders/invitations-api.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aCache } from '../../builders/recording-api.ts'
import type { Differences } from '../../builders/with-differences.ts'

beforeEach(() => {
  nock.disableNetConnect()
})
afterEach(() => {
  nock.abortPendingRequests()
  nock.cleanAll()
  nock.enableNetConnect()
})

const byDomain = aRulebook({
  signup: signupSettings({ signupGate: { admit: 'domains', domains: [] } }),
})
const tools = (deadline: AbortSignal = new AbortController().signal): LookUpTools => ({
  cache: aCache(),
  fetch,
  deadline,
})

describe('a sign-up that asks nobody', () => {
  const plain: SignupFacts = {
    ...NO_REQUESTS,
    nowMs: NOON_MS,
    scope: { application: PORTAL, organization: { kind: 'none' }, identitySource: MEMBERS },
    domain: 'acme.example.com',
    invitation: 'none',
  }
  test.each<[string, Differences, Partial<SignupFacts>]>([
    ['as it is', {}, {}],
    ['no client', { client: undefined }, { scope: { ...plain.scope, application: '' } }],
    ['a client that is a text', { client: 'x' }, { scope: { ...plain.scope, application: '' } }],
    ['no connection', { connection: null }, { scope: { ...plain.scope, identitySource: '' } }],
    ['no user', { user: undefined }, { domain: null }],
    ['no address', { user: { email: undefined } }, { domain: null }],
    ['an address that is a list', { user: { email: ['ann@acme.example.com'] } }, { domain: null }],
    [
      'an international domain',
      { user: { email: 'ann@BÜCHER.example' } },
      { domain: 'xn--bcher-kva.example' },
    ],
    ['an organization is not believed', { organization: { id: ACME } }, {}],
  ])('%s', async (_what, differences, facts) => {
    const reading = await readSignup(aSignupEvent(differences), byDomain, NOON_MS, tools())
    expect(reading.facts).toEqual({ ...plain, ...facts })
  })
})

test.each<[string, Parameters<typeof invitationsApi>[0], SignupFacts['invitation']]>([
  ['invited', { invitations: { [ACME]: [anInvitation('ann@acme.example.com')] } }, 'open'],
  ['not invited', {}, 'none'],
  ['perhaps invited', { answerPage: () => [500, {}] }, 'unknowable'],
])('a person who is %s', async (_what, api, invitation) => {
  invitationsApi(api)
  const { facts } = await readSignup(aSignupEvent(), aRulebook(), NOON_MS, tools())
  expect(facts.invitation).toBe(invitation)
})

describe('the deadline', () => {
  const read = async (deadline: AbortSignal): Promise<SignupFacts['invitation']> => {
    const reading = await readSignup(aSignupEvent(), aRulebook(), NOON_MS, tools(deadline))
    return reading.facts.invitation
  }

  test('that is already over ends the look-up before it begins', async () => {
    const { requests } = invitationsApi({
      invitations: { [ACME]: [anInvitation('ann@acme.example.com')] },
    })
    expect(await read(AbortSignal.abort())).toBe('unknowable')
    expect(requests).toEqual([])
  })

  test.each(['/oauth/token', '/api/v2/organizations'])(
    'ends a request to %s that hangs',
    async (path) => {
      const scope = nock(TENANT_URL)
      if (path === '/oauth/token') scope.post(path).delay(30_000).reply(200, {})
      else {
        scope.post('/oauth/token').reply(200, { access_token: 'x', expires_in: 100 })
        scope
          .get((uri) => uri.startsWith(path))
          .delay(30_000)
          .reply(200, {})
      }
      expect(await read(AbortSignal.timeout(50))).toBe('unknowable')
    },
  )
})
