import fc from 'fast-check'
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aPostLoginEvent } from '../builders/a-post-login-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { signupSettings } from '../builders/a-signup.ts'
import { aSignupEvent } from '../builders/a-signup-event.ts'
import { ACME, GLOBEX } from '../builders/ids.ts'
import { everyPolicy, loginSettings } from '../builders/login-settings.ts'
import { runLogin } from '../builders/run-login.ts'
import { runSignup } from '../builders/run-signup.ts'

/** Printed, so that whatever fails here can be run again: `SEED=<seed> npx vitest run <this file>`. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.info(`properties: seed ${seed}`)
const runs = { seed, numRuns: 1500 }

beforeAll(() => nock.disableNetConnect())
afterAll(() => nock.enableNetConnect())

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
    secrets: fc.oneof(
      { weight: 4, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: anything },
    ),
    tenant: orAnything(fc.constant({ id: 'x' })),
  },
  { requiredKeys: [] },
)
const mode = fc.constantFrom('off', 'monitor', 'capture', 'enforce' as const)

function judgeTexts(texts: readonly string[]): void {
  for (const text of texts) expect(text.toLowerCase()).not.toMatch(/zqx|@/)
}

describe('whatever Auth0 may call a handler with', () => {
  test('post-login neither throws nor tells, and writes only on allow', async () => {
    await fc.assert(
      fc.asyncProperty(loginDifferences, mode, async (differences, inMode) => {
        const rulebook = aRulebook({ login: loginSettings({ rollout: everyPolicy(inMode) }) })
        const run = await runLogin(aPostLoginEvent(differences), rulebook)
        judgeTexts([...run.log, JSON.stringify(run.refusal), JSON.stringify(run.lock)])
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
        user: orAnything(fc.record({ email: orAnything(address), username: address })),
        client: orAnything(fc.constant({ client_id: 'x' })),
        connection: anything,
        secrets: fc.oneof(
          { weight: 4, arbitrary: fc.constant({}) },
          { weight: 1, arbitrary: anything },
        ),
        tenant: anything,
      },
      { requiredKeys: [] },
    )
    const gate = fc.constantFrom<{ admit: 'domains' | 'invited'; domains: string[] }>(
      { admit: 'domains', domains: ['zqx.test'] },
      { admit: 'invited', domains: [] },
    )
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
})
