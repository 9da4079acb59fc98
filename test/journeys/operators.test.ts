import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { tenantFetch } from '../../scripts/auth0/tenant-fetch.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import type { TenantSnapshot } from '../../scripts/local-tenant/snapshot.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * Operators who create people where `signup-gate` is enforced: the Management API runs the gate, and
 * only what no public sign-up can write tells an operator from a stranger.
 */
let deployed: DeployedTenant
let empty: TenantSnapshot

beforeAll(async () => {
  // By domain, and of none: nobody is looked up, so that no answer can be late.
  const gate = { admit: 'domains', domains: [] }
  deployed = await deployedTenant({
    environment: { overrides: { policies: { 'signup-gate': gate } } },
  })
  empty = deployed.running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(empty))
afterAll(() => deployed?.stop())

const pia = createPerson('Pia', 'pia@acme.example.com')
const foreignKey = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
const grantFor = (email: string, key?: string) =>
  createAdministrator(deployed.scene, key).grantFor(email, 'acme')

/** Status and message of the Management API, and the reason that the tenant's log has. */
async function create(app_metadata: object): Promise<readonly unknown[]> {
  const { scene, running } = deployed
  const { email, password } = pia
  const answer = await scene.management.users
    .create({ connection: 'members', email, password, app_metadata } as never)
    .then(
      () => ['created'],
      (error: unknown) => {
        const { statusCode, body } = error as { statusCode?: number; body?: { message?: string } }
        return [statusCode, body?.message]
      },
    )
  const failed = running.tenant.state.logs.filter(({ type }) => type === 'fs').at(-1)
  if (failed === undefined) return answer
  const { error } = failed.details as unknown as { error: { message: string } }
  const refusal = { kind: 'refused', error: 'sandbox', description: error.message } as const
  return [...answer, readOutcome(refusal, scene.keys, () => '').reason]
}

const REFUSED = [400, 'Sandbox error.', 'SIGNUP_DOMAIN_NOT_ALLOWED']

test.each<[string, () => object, readonly unknown[]]>([
  ['a grant for the address', () => grantFor('PIA@acme.example.com'), ['created']],
  ['a grant beside other things', () => ({ plan: 1, ...grantFor(pia.email) }), ['created']],
  ['a grant for another address', () => grantFor('piaa@acme.example.com'), REFUSED],
  ['a grant that somebody else signed', () => grantFor(pia.email, foreignKey), REFUSED],
  ['other things alone', () => ({ plan: 'gold' }), REFUSED],
  ['nothing', () => ({}), REFUSED],
])('an operator with %s', async (_what, metadata, outcome) => {
  expect(await create(metadata())).toEqual(outcome)
})

test.each([true, false])(
  'the shape of the event decides nothing: like a sign-up %s',
  async (on) => {
    deployed.running.control.setSwitches({ operatorCreationShowsClient: on })
    expect([await create({}), await create(grantFor(pia.email))]).toEqual([
      REFUSED,
      ['created', 'SIGNUP_DOMAIN_NOT_ALLOWED'],
    ])
  },
)

test('where the event does not show app_metadata, no grant is seen', async () => {
  deployed.running.control.setSwitches({ operatorCreationShowsMetadata: false })
  expect(await create(grantFor(pia.email))).toEqual(REFUSED)
})

test('a stranger who sends a grant along to the sign-up endpoint is a stranger', async () => {
  const { scene } = deployed
  const { address, names, keys } = scene
  const answer = await tenantFetch(address)(`https://${address.domain}/dbconnections/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: idOf(names, 'clients', 'Member Portal'),
      connection: 'members',
      email: pia.email,
      password: pia.password,
      app_metadata: grantFor(pia.email),
      user_metadata: {},
    }),
  })
  const description = await answer.text()
  const refusal = { kind: 'refused', error: 'sign-up', description } as const
  expect([answer.status, readOutcome(refusal, keys, () => '').reason]).toEqual([
    400,
    'SIGNUP_DOMAIN_NOT_ALLOWED',
  ])
})
