import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { LOOK_UP_BUDGET_MS } from '../../../actions/management/management-access.ts'
import { readSignup } from '../../../actions/pre-user-registration/facts.ts'
import { markOf } from '../../../actions/records/address-mark.ts'
import { grantPayload } from '../../../actions/records/grant-record.ts'
import { storedPermission } from '../../../actions/records/permission-record.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import { NO_REQUESTS } from '../../../policies/policy.ts'
import type { SignupFacts } from '../../../policies/signup/facts.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { signupSettings } from '../../builders/a-signup.ts'
import { aSignupEvent } from '../../builders/a-signup-event.ts'
import { heldSignals } from '../../builders/held-signals.ts'
import { ACME, MEMBERS, PORTAL, TENANT } from '../../builders/ids.ts'
import { anInvitation, invitationsApi, TENANT_URL } from '../../builders/invitations-api.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { onlyNockAnswers } from '../../builders/only-nock-answers.ts'
import { TEST_KEYS } from '../../builders/test-keys.ts'
import { type Differences, withDifferences } from '../../builders/with-differences.ts'

onlyNockAnswers()

const byDomain = aRulebook({
  signup: signupSettings({
    signupGate: { admit: 'domains', domains: [], operators: 'granted', phone: 'refuse' },
  }),
})
const operators = generateKeyPairSync('ed25519')
const foreign = generateKeyPairSync('ed25519')
const withGrants: BakedRulebook = {
  ...byDomain,
  keyIds: {
    ...byDomain.keyIds,
    rebindPublicKey: operators.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  },
}
const LAST_MS = NOON_MS + 90 * 86_400_000

describe('a sign-up that asks nobody', () => {
  const plain: SignupFacts = {
    ...NO_REQUESTS,
    nowMs: NOON_MS,
    scope: { application: PORTAL, organization: { kind: 'none' }, identitySource: MEMBERS },
    domain: 'acme.example.com',
    invitation: 'none',
    operator: 'none',
    bringsPhone: false,
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
    ['a telephone number', { user: { phone_number: '+4915112345678' } }, { bringsPhone: true }],
    ['a number that is no text', { user: { phone_number: 49151 } }, { bringsPhone: true }],
    ['a list of numbers', { user: { phone_number: [] } }, { bringsPhone: true }],
    ['no number', { user: { phone_number: null } }, {}],
    ['an empty number', { user: { phone_number: '' } }, {}],
    ['a user name is no number', { user: { username: '+4915112345678' } }, {}],
    ['an organization is not believed', { organization: { id: ACME } }, {}],
  ])('%s', async (_what, differences, facts) => {
    const reading = await readSignup(aSignupEvent(differences), byDomain, NOON_MS, aLookUp())
    expect(reading.facts).toEqual({ ...plain, ...facts })
  })
})

describe('what an operator left', () => {
  const grantOf = (form: string, expiresAtMs: number, key = operators.privateKey) => {
    const mark = markOf('address', form, TEST_KEYS, TENANT)
    const grant = { id: 'grant-1', organization: ACME, mark, expiresAtMs }
    return { v: 1, g: [storedPermission(grant, sign(null, grantPayload(grant, TENANT), key))] }
  }
  const ANN_FORM = 'ann@acme.example.com'
  const good = grantOf(ANN_FORM, NOON_MS + 1000)

  test.each<[string, unknown, SignupFacts['operator']]>([
    ['nothing', undefined, 'none'],
    ['nothing but null', null, 'none'],
    ['nothing in it', {}, 'none'],
    ['a list', [1], 'none'],
    ['a word', 'operator', 'none'],
    ['anything', { plan: 'gold' }, 'mark'],
    ['a grant', { og_grant: good }, 'grant'],
    ['a grant and anything', { og_grant: good, plan: 'gold' }, 'grant'],
    ['a grant with a second left', { og_grant: grantOf(ANN_FORM, NOON_MS + 1000) }, 'grant'],
    ['a grant that ends now', { og_grant: grantOf(ANN_FORM, NOON_MS) }, 'none'],
    ['a grant as long as one may be', { og_grant: grantOf(ANN_FORM, LAST_MS) }, 'grant'],
    ['a grant that is longer', { og_grant: grantOf(ANN_FORM, LAST_MS + 1000) }, 'none'],
    ['a grant for somebody else', { og_grant: grantOf('bob@acme.example.com', LAST_MS) }, 'none'],
    ['a grant of a stranger', { og_grant: grantOf(ANN_FORM, LAST_MS, foreign.privateKey) }, 'none'],
    ['a grant that is over, and anything', { og_grant: grantOf(ANN_FORM, 0), plan: 1 }, 'mark'],
    ['a grant that is a word', { og_grant: 'yes' }, 'none'],
    ['another record of ours', { og_lock: {}, og_block: {} }, 'none'],
  ])('%s', async (_what, metadata, operator) => {
    const event = aSignupEvent({ user: { email: 'Ann@ACME.example.com', app_metadata: metadata } })
    const reading = await readSignup(event, withGrants, NOON_MS, aLookUp())
    expect(reading.facts.operator).toBe(operator)
  })

  test.each<[string, Differences, BakedRulebook]>([
    ['without the operators’ key', {}, byDomain],
    ['without our keys', { secrets: { OG_SIGNING_KEY: '' } }, withGrants],
    ['of another tenant', { tenant: { id: 'other' } }, withGrants],
    ['without an address', { user: { email: undefined } }, withGrants],
  ])('a grant %s is none', async (_what, differences, rulebook) => {
    const event = aSignupEvent({ user: { app_metadata: { og_grant: good } } })
    const changed = withDifferences(event as never, differences) as unknown as typeof event
    const reading = await readSignup(changed, rulebook, NOON_MS, aLookUp())
    expect(reading.facts.operator).toBe('none')
  })

  test.each<[string, object, 'granted' | 'marked', number]>([
    ['a grant', { og_grant: good }, 'granted', 0],
    ['a mark, where these are enough', { plan: 1 }, 'marked', 0],
    ['a mark, where it is not', { plan: 1 }, 'granted', 2],
    ['nothing', {}, 'marked', 2],
  ])('%s: who is asked about invitations', async (_what, metadata, rule, requested) => {
    const { requests } = invitationsApi()
    const rulebook = {
      ...withGrants,
      signup: signupSettings({
        signupGate: { admit: 'invited', domains: [], operators: rule, phone: 'refuse' },
      }),
    }
    const event = aSignupEvent({ user: { app_metadata: metadata } })
    const { facts } = await readSignup(event, rulebook, NOON_MS, aLookUp())
    expect([facts.invitation, requests.length]).toEqual(['none', requested])
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
