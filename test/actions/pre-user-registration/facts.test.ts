import nock from 'nock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LOOK_UP_BUDGET_MS } from '../../../actions/management-access.ts'
import { readSignup } from '../../../actions/pre-user-registration/facts.ts'
import { NO_REQUESTS } from '../../../policies/policy.ts'
import type { SignupFacts } from '../../../policies/signup/facts.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { signupSettings } from '../../builders/a-signup.ts'
import { aSignupEvent } from '../../builders/a-signup-event.ts'
import { heldSignals } from '../../builders/held-signals.ts'
import { ACME, MEMBERS, PORTAL } from '../../builders/ids.ts'
import { anInvitation, invitationsApi, TENANT_URL } from '../../builders/invitations-api.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { NOON_MS } from '../../builders/noon.ts'
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
    const reading = await readSignup(aSignupEvent(differences), byDomain, NOON_MS, aLookUp())
    expect(reading.facts).toEqual({ ...plain, ...facts })
  })
})

test.each<[string, Parameters<typeof invitationsApi>[0], SignupFacts['invitation']]>([
  ['invited', { invitations: { [ACME]: [anInvitation('ann@acme.example.com')] } }, 'open'],
  ['not invited', {}, 'none'],
  ['perhaps invited', { answerPage: () => [500, {}] }, 'unknowable'],
])('a person who is %s', async (_what, api, invitation) => {
  invitationsApi(api)
  const { facts } = await readSignup(aSignupEvent(), aRulebook(), NOON_MS, aLookUp())
  expect(facts.invitation).toBe(invitation)
})

describe('the budget', () => {
  const asks = (fetchOf: (held: ReturnType<typeof heldSignals>) => typeof fetch) => {
    const held = heldSignals()
    const tools = aLookUp({ after: held.after, fetch: fetchOf(held) })
    return readSignup(aSignupEvent(), aRulebook(), NOON_MS, tools)
  }

  test.each(['/oauth/token', '/api/v2/organizations'])(
    'ends a request to %s that hangs',
    async (path) => {
      const { facts } = await asks((held) => async (input, init) => {
        if (!String(input).startsWith(`${TENANT_URL}${path}`)) {
          return Response.json({ access_token: 'x', expires_in: 100 })
        }
        queueMicrotask(() => held.pass(LOOK_UP_BUDGET_MS))
        return await new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
        })
      })
      expect(facts.invitation).toBe('unknowable')
    },
  )
})
