import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMachineTokenEvent } from '../builders/a-machine-token-event.ts'
import { aPasswordResetEvent } from '../builders/a-password-reset-event.ts'
import { aPostLoginEvent } from '../builders/a-post-login-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { signupSettings } from '../builders/a-signup.ts'
import { aSignupEvent } from '../builders/a-signup-event.ts'
import { aStoredLock } from '../builders/a-stored-lock.ts'
import { ACME, GLOBEX } from '../builders/ids.ts'
import { everyPolicy, loginSettings } from '../builders/login-settings.ts'
import { onlyNockAnswers } from '../builders/only-nock-answers.ts'
import { runLogin } from '../builders/run-login.ts'
import { machineRulebook, runMachineToken } from '../builders/run-machine-token.ts'
import { resetRulebook, runPasswordReset } from '../builders/run-password-reset.ts'
import { runSignup } from '../builders/run-signup.ts'

/** Printed, so that whatever fails here can be run again: `SEED=<seed> npx vitest run <this file>`. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.info(`properties: seed ${seed}`)
const runs = { seed, numRuns: 1500 }

onlyNockAnswers()

/** Parts of an address that appear nowhere in our own texts, so that finding one is a leak. */
const secretWord = fc.constantFrom('zqxann', 'ZQXANN', 'zqxänn', 'zqx\u200bann', 'zqx ann')
const address = fc
  .tuple(
    secretWord,
    fc.constantFrom('@', '@@', '', ' @'),
    fc.constantFrom('zqxacme.example', 'zqx.test', ''),
  )
  .map((parts) => parts.join(''))
const anything = fc.oneof(
  fc.anything({ maxDepth: 2, withNullPrototype: true, withDate: true, withBigInt: true }),
  fc.constantFrom(undefined, null, '', 'x', 0, [], {}),
)
const orAnything = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: anything })

const appMetadata = fc.record(
  {
    og_lock: orAnything(
      fc.record({
        v: fc.constant(1),
        k: fc.string(),
        u: fc.string(),
        a: fc.array(anything),
        x: fc.string(),
      }),
    ),
    og_block: orAnything(
      fc.constantFrom(
        { v: 1, b: [] },
        { v: 1, b: [{ o: '*', r: 'x', t: 1 }] },
        { v: 1, b: [{ o: ACME, r: 'zqx', t: 1 }] },
      ),
    ),
  },
  { requiredKeys: [] },
)
const user = fc.record(
  {
    email: orAnything(address),
    email_verified: orAnything(fc.boolean()),
    user_id: orAnything(address.map((text) => `auth0|${text}`)),
    created_at: orAnything(fc.constantFrom('2020-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z')),
    app_metadata: orAnything(appMetadata),
    user_metadata: anything,
  },
  { requiredKeys: [] },
)
const secrets = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: anything },
)
const loginDifferences = fc.record(
  {
    user: orAnything(user),
    organization: orAnything(fc.constantFrom({ id: ACME }, { id: GLOBEX }, undefined)),
    client: orAnything(fc.constant({ client_id: 'x' })),
    connection: anything,
    transaction: orAnything(
      fc.record({
        protocol: fc.constantFrom('oidc-basic-profile', 'oauth2-refresh-token', 'samlp', 'oauth3'),
        prompt: anything,
      }),
    ),
    request: orAnything(fc.record({ query: fc.record({ invitation: address }) })),
    secrets,
    tenant: orAnything(fc.constant({ id: 'x' })),
  },
  { requiredKeys: [] },
)
const mode = fc.constantFrom('off', 'monitor', 'capture', 'enforce' as const)

/** A record without its marks and signatures: random letters, which spell anything now and then. */
const withoutMacs = (record: unknown): string =>
  JSON.stringify(record).replace(/"[\w-]{11,}"/g, '"mac"')

function judgeTexts(texts: readonly string[]): void {
  for (const text of texts) expect(text.toLowerCase()).not.toMatch(/zqx|@/)
}

describe('#65 whatever Auth0 may call a handler with', () => {
  test('post-login neither throws nor tells, and writes only on allow', async () => {
    await fc.assert(
      fc.asyncProperty(loginDifferences, mode, async (differences, inMode) => {
        const rulebook = aRulebook({ login: loginSettings({ rollout: everyPolicy(inMode) }) })
        const run = await runLogin(aPostLoginEvent(differences), rulebook)
        judgeTexts([...run.log, JSON.stringify(run.refusal), withoutMacs(run.lock)])
        expect(run.log.filter((line) => line.length > 256)).toEqual([])
        expect(run.log.length).toBeGreaterThan(0)
        expect(run.calls.length).toBeLessThanOrEqual(1)
        if (inMode !== 'enforce') expect(run.refusal).toBeNull()
        if (inMode === 'off' || inMode === 'monitor') expect(run.calls).toEqual([])
      }),
      runs,
    )
  })

  test('pre-user-registration neither throws nor tells', async () => {
    const differences = fc.record(
      {
        user: orAnything(
          fc.record({
            email: orAnything(address),
            username: address,
            phone_number: anything,
            app_metadata: orAnything(fc.record({ og_grant: anything, plan: anything })),
          }),
        ),
        client: orAnything(fc.constant({ client_id: 'x' })),
        connection: anything,
        secrets,
        tenant: anything,
      },
      { requiredKeys: [] },
    )
    const gate = fc.record({
      admit: fc.constantFrom('domains', 'invited'),
      domains: fc.constantFrom([], ['zqx.test']),
      operators: fc.constantFrom('granted', 'marked'),
      phone: fc.constantFrom('refuse', 'admit'),
    })
    await fc.assert(
      fc.asyncProperty(differences, gate, mode, async (difference, signupGate, inMode) => {
        const [rollout] = [{ 'signup-gate': everyPolicy(inMode).membership }]
        const rulebook = aRulebook({
          signup: signupSettings({ signupGate, rollout: rollout as never }),
        })
        const run = await runSignup(aSignupEvent(difference), rulebook)
        judgeTexts([...run.log, JSON.stringify(run.refusal)])
        expect(run.log.filter((line) => line.length > 256)).toEqual([])
        if (inMode !== 'enforce') expect(run.refusal).toBeNull()
      }),
      runs,
    )
  })

  test('credentials-exchange neither throws nor tells, and refuses only where enforced', async () => {
    const metadata = orAnything(
      fc.record({ og_status: orAnything(fc.constant('active')), og_modes: address }),
    )
    const differences = fc.record(
      {
        client: orAnything(fc.record({ client_id: orAnything(address), metadata })),
        organization: orAnything(
          fc.record({ id: orAnything(fc.constantFrom(ACME, GLOBEX)), name: address, metadata }),
        ),
        resource_server: orAnything(fc.record({ identifier: orAnything(address) })),
        secrets,
        tenant: anything,
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(differences, mode, async (difference, inMode) => {
        const run = await runMachineToken(aMachineTokenEvent(difference), machineRulebook(inMode))
        judgeTexts([...run.log, JSON.stringify(run.refusal)])
        expect(run.log).toEqual([expect.stringMatching(/^og .{1,253}$/)])
        // Modes that cannot be read ask for everything, of what is on for anybody.
        const isAsked = inMode !== 'off' && run.log[0]?.includes('MODES_UNREADABLE') === true
        if (inMode !== 'enforce' && !isAsked) expect(run.refusal).toBeNull()
      }),
      runs,
    )
  })

  test('password-reset neither throws nor tells, and refuses only where enforced', async () => {
    const differences = fc.record(
      {
        user: orAnything(user),
        organization: orAnything(fc.constantFrom({ id: ACME }, { id: GLOBEX }, undefined)),
        client: orAnything(fc.constant({ client_id: 'x' })),
        connection: anything,
        request: orAnything(fc.record({ language: orAnything(address) })),
        transaction: orAnything(fc.record({ locale: orAnything(address) })),
        secrets,
        tenant: orAnything(fc.constant({ id: 'x' })),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(differences, mode, async (difference, inMode) => {
        const run = await runPasswordReset(aPasswordResetEvent(difference), resetRulebook(inMode))
        judgeTexts([...run.log, JSON.stringify(run.refusal)])
        expect(run.log.length).toBeGreaterThan(0)
        expect(run.log.filter((line) => line.length > 256)).toEqual([])
        if (inMode !== 'enforce') expect(run.refusal).toBeNull()
      }),
      runs,
    )
  })
})

/** What the events themselves must show when somebody is let in, read without the guard's own code. */
const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

describe('nobody is let in by accident', () => {
  test('who signs in shows all that is demanded, in the form that is demanded', async () => {
    await fc.assert(
      fc.asyncProperty(loginDifferences, async (differences) => {
        const event = aPostLoginEvent(differences)
        const { refusal } = await runLogin(event)
        if (refusal !== null) return
        const { user, organization, transaction, secrets } = event
        const metadata = asRecord(user.app_metadata)
        expect({
          address: user.email,
          verified: user.email_verified,
          organization: organization?.id,
          secret: typeof secrets.OG_SIGNING_KEY,
          blocks: Array.isArray(asRecord(metadata.og_block ?? { b: [] }).b),
        }).toEqual({
          address: expect.stringMatching(/^\s*[^@]+@[^@]+\s*$/),
          verified: true,
          organization: expect.stringMatching(/./),
          secret: 'string',
          blocks: true,
        })
        expect(JSON.stringify(metadata.og_block ?? null)).not.toContain(`"o":"*"`)
        expect(transaction?.protocol).toMatch(/^(oidc-basic-profile|oauth2-refresh-token|samlp)$/)
      }),
      runs,
    )
  })

  test('a protocol that Auth0 does not document opens no door', async () => {
    const near = fc.constantFrom('OIDC-basic-profile', 'oauth2-refresh-token ', 'samlp\0', 'saml')
    const protocol = fc.oneof(fc.string(), near, anything)
    await fc.assert(
      fc.asyncProperty(protocol, async (unknown) => {
        const { refusal } = await runLogin(aPostLoginEvent({ transaction: { protocol: unknown } }))
        expect(refusal?.reference?.reason).toBe('EVENT_UNSUPPORTED')
      }),
      runs,
    )
  })

  test('fields that nobody documents change nothing', async () => {
    const extra = fc.dictionary(
      fc.string({ minLength: 1 }).map((key) => `zqx_${key}`),
      anything,
      { noNullPrototype: true },
    )
    await fc.assert(
      fc.asyncProperty(extra, extra, async (ofEvent, ofUser) => {
        const drifted = { email: 'ann@mail.example', app_metadata: { og_lock: aStoredLock() } }
        const event = aPostLoginEvent({ ...ofEvent, user: { ...ofUser, ...drifted } })
        expect((await runLogin(event)).refusal?.reference?.reason).toBe('EMAIL_DRIFT')
        const plain = aPostLoginEvent({ ...ofEvent, user: ofUser })
        expect((await runLogin(plain)).refusal).toBeNull()
      }),
      runs,
    )
  })
})
