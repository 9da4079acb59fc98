import { describe, expect, test } from 'vitest'
import type { Mode } from '../../policies/mode.ts'
import type { Reason } from '../../policies/reasons.ts'
import { aPostLoginEvent } from '../builders/a-post-login-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { signupSettings } from '../builders/a-signup.ts'
import { aSignupEvent } from '../builders/a-signup-event.ts'
import { ACME } from '../builders/ids.ts'
import {
  anInvitation,
  type InvitationsApiOptions,
  invitationsApi,
  invitationsOfOthers,
} from '../builders/invitations-api.ts'
import { letSecondTryCome } from '../builders/let-second-try-come.ts'
import { aRollout } from '../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import { onlyNockAnswers } from '../builders/only-nock-answers.ts'
import { aCache } from '../builders/recording-api.ts'
import { runLogin } from '../builders/run-login.ts'
import { runSignup } from '../builders/run-signup.ts'
import type { Differences } from '../builders/with-differences.ts'

/** One sign-up, whole. */
type SignupScenario = {
  readonly title: string
  readonly event: Differences
  /** What the tenant knows of invitations. */
  readonly tenant: InvitationsApiOptions
  /** Null: admitted. */
  readonly refusal: Reason | null
}

const invited = (...addresses: string[]): InvitationsApiOptions => ({
  invitations: { [ACME]: addresses.map((address) => anInvitation(address)) },
})
const ann = invited('ann@acme.example.com')
const NOT_INVITED = 'SIGNUP_NOT_INVITED'

const SCENARIOS: readonly SignupScenario[] = [
  { title: '#57 an invited person', event: {}, tenant: ann, refusal: null },
  {
    title: '#57 an uninvited person at the sign-up page',
    event: { transaction: { locale: 'de' } },
    tenant: {},
    refusal: NOT_INVITED,
  },
  {
    title: '#57 an uninvited person at the bare endpoint',
    event: { request: undefined, transaction: undefined },
    tenant: {},
    refusal: NOT_INVITED,
  },
  {
    title: '#57 an uninvited person whose account a one-time password would make',
    event: { connection: { strategy: 'email' } },
    tenant: {},
    refusal: NOT_INVITED,
  },
  {
    title: '#57b the invitation of somebody else',
    event: { user: { email: 'ann+x@acme.example.com' } },
    tenant: ann,
    refusal: NOT_INVITED,
  },
  {
    title: '#57c an invitation whose time is over',
    event: {},
    tenant: { invitations: { [ACME]: [anInvitation('ann@acme.example.com', NOON_MS)] } },
    refusal: NOT_INVITED,
  },
  {
    title: '#57d an address that deceives a reader',
    event: { user: { email: 'ann\u200b@acme.example.com' } },
    tenant: ann,
    refusal: NOT_INVITED,
  },
  {
    title: 'an invited person whose telephone number nobody has proven',
    event: { user: { phone_number: '+4915112345678' } },
    tenant: ann,
    refusal: 'SIGNUP_PHONE_UNPROVEN',
  },
  {
    title: 'an invited person with a user name, which opens nothing by itself',
    event: { user: { username: 'mallory' } },
    tenant: ann,
    refusal: null,
  },
  {
    title: '#58 a tenant that does not answer',
    event: {},
    tenant: { ...ann, answerPage: () => [500, {}] },
    refusal: 'SIGNUP_UNAVAILABLE',
  },
  {
    title: '#59 more invitations than may be read',
    event: {},
    tenant: { invitations: { [ACME]: invitationsOfOthers(500) } },
    refusal: 'SIGNUP_UNAVAILABLE',
  },
  {
    title: '#61 without a client',
    event: { client: undefined },
    tenant: ann,
    refusal: NOT_INVITED,
  },
  {
    title: '#61 without an address',
    event: { user: { email: undefined, username: 'ann' } },
    tenant: ann,
    refusal: NOT_INVITED,
  },
  { title: '#61b without a person', event: { user: undefined }, tenant: ann, refusal: NOT_INVITED },
]

onlyNockAnswers()

const inMode = (mode: Mode): ReturnType<typeof aRulebook> =>
  aRulebook({ signup: signupSettings({ rollout: { 'signup-gate': aRollout(mode) } }) })
const titled = SCENARIOS.map((scenario) => [scenario.title, scenario] as const)

describe('F. signing up', () => {
  test.each(titled)('%s', async (_title, { event, tenant, refusal }) => {
    invitationsApi(tenant)
    // One text for every refusal: nobody finds out from it who is invited.
    const told = { code: 'OG_ACCESS', message: 'You do not have access here.' }
    const reference = { reason: refusal, policy: 'signup-gate', atMs: NOON_MS }
    const decision = refusal === null ? 'allow' : `deny ${refusal} by signup-gate`
    expect(await runSignup(aSignupEvent(event))).toEqual({
      refusal: refusal === null ? null : { ...told, reference },
      log: [`og ${decision} door=signup org=none rulebook=0123abcd`],
    })
  })

  describe.each(['monitor', 'capture'] as const)('#62 where the gate is in mode %s', (mode) => {
    test.each(titled)('%s', async (_title, { event, tenant, refusal }) => {
      invitationsApi(tenant)
      const would = refusal === null ? '' : ` would=signup-gate:${refusal}`
      expect(await runSignup(aSignupEvent(event), inMode(mode))).toEqual({
        refusal: null,
        log: [`og allow door=signup org=none rulebook=0123abcd${would}`],
      })
    })
  })
})

describe('#60 somebody tries address after address', () => {
  const PROBES = 1000

  test.each([
    ['is busy', 429, 1],
    // Three failures open the breaker.
    ['fails', 500, 3],
  ])('while the tenant %s: it is left alone, and logins go on', async (_what, status, reads) => {
    letSecondTryCome()
    const { requests } = invitationsApi({ answerPage: () => [status, {}] })
    const cache = aCache()
    for (let probe = 0; probe < PROBES; probe += 1) {
      const event = aSignupEvent({ user: { email: `probe${probe}@acme.example.com` } })
      const { refusal } = await runSignup(event, undefined, { cache })
      if (refusal?.reference?.reason !== 'SIGNUP_UNAVAILABLE') expect(refusal).toBeNull()
    }
    // The clock stands still.
    expect(requests.filter(({ request }) => request.startsWith('GET'))).toHaveLength(reads)
    expect((await runLogin(aPostLoginEvent())).refusal).toBeNull()
  })

  test('each probe reads as many pages as the rulebook says, and no more', async () => {
    const { requests } = invitationsApi({ invitations: { [ACME]: invitationsOfOthers(2000) } })
    const cache = aCache()
    for (let probe = 0; probe < 10; probe += 1) {
      const event = aSignupEvent({ user: { email: `probe${probe}@acme.example.com` } })
      await runSignup(event, undefined, { cache, nowMs: NOON_MS + probe * DAY_MS })
    }
    expect(requests.filter(({ request }) => request.startsWith('GET'))).toHaveLength(30)
  })
})
