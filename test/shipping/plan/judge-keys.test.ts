import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { expect, test } from 'vitest'
import { refusal } from '../../../scripts/gateway/call.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { Json, JsonObject } from '../../../scripts/ground/json-value.ts'
import { judgeKeys } from '../../../scripts/shipping/plan/judge-keys.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const [old, other] = [aKey(), aKey()]
const STAND_IN = 'og-secret-nonce-PEM'
const reveal = (value: Json): Json | null => (value === STAND_IN ? old.pem : value)

function aKey() {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: publicKey.export({ format: 'jwk' }),
  }
}

const git = (...credentials: readonly JsonObject[]) => ({
  clients: [
    { name: 'Portal' },
    { name: 'Billing', client_authentication_methods: { private_key_jwt: { credentials } } },
  ],
})
const UNSHOWN =
  'clients/Billing: the key main: nothing shows whether it is the one that the tenant has, so it is not compared'
const REFUSED =
  'key_not_replaced: `main` of `clients/Billing` is another key in the tenant: the Deploy CLI tells keys by their names, and would leave the old one'

const kid = await calculateJwkThumbprint(old.jwk as Parameters<typeof calculateJwkThumbprint>[0])
const MAIN = { id: 'cred_1', name: 'main', credential_type: 'public_key', kid }

test.each<[string, JsonObject, readonly JsonObject[], readonly string[]]>([
  ['the same key', git({ name: 'main', pem: old.pem }), [MAIN], []],
  ['the same, which is not in git', git({ name: 'main', pem: STAND_IN }), [MAIN], []],
  ['another key under its name', git({ name: 'main', pem: other.pem }), [MAIN], [REFUSED]],
  ['another key under another name', git({ name: 'next', pem: other.pem }), [MAIN], []],
  [
    'the same beside another of its name',
    git({ name: 'main', pem: old.pem }),
    [MAIN, { ...MAIN, kid: 'x' }],
    [REFUSED],
  ],
  [
    'a key that is called by nothing',
    git({ name: 'main', pem: old.pem }),
    [{ ...MAIN, kid: null }],
    [UNSHOWN],
  ],
  ['what is no key', git({ name: 'main', pem: 'none' }), [MAIN], [UNSHOWN]],
  [
    'an export, which holds no key',
    git({ name: 'main' }),
    [MAIN],
    ['clients/Billing: the key main has no `pem` in git, so it is not compared'],
  ],
])('git has %s', async (_what, assets, credentials, told) => {
  const { port } = memoryPort({
    '/clients': [{ client_id: 'cli_1', name: 'Billing' }],
    '/clients/cli_1/credentials': credentials,
  })
  expect(await judged(assets, port)).toEqual(told)
})

const inUse = (...ids: readonly string[]) => ({
  private_key_jwt: { credentials: ids.map((id) => ({ id })) },
})
const UNSPOKEN = 'clients/Billing: the key main is in use and not in git; no deploy takes it away'
const LEFT = `${UNSPOKEN}, so it is not compared`
const METHOD =
  'clients/Billing: token_endpoint_auth_method is another one in the tenant, and is not sent beside client_authentication_methods, so it is not compared'
const billing = (members: JsonObject) => ({ clients: [{ name: 'Billing', ...members }] })

test.each<[what: string, JsonObject, there: JsonObject, readonly string[]]>([
  [
    'no word of keys, and one is in use',
    billing({}),
    { client_authentication_methods: inUse('cred_1') },
    [UNSPOKEN],
  ],
  [
    'none any more, and one is in use',
    git(),
    { client_authentication_methods: inUse('cred_1') },
    [LEFT],
  ],
  [
    'nothing where keys stand, and one is in use',
    billing({ client_authentication_methods: {} }),
    { client_authentication_methods: inUse('cred_1') },
    [LEFT],
  ],
  [
    'an export of one, and another is in use',
    git({ name: 'next' }),
    { client_authentication_methods: inUse('cred_1') },
    ['clients/Billing: the key next has no `pem` in git, so it is not compared', LEFT],
  ],
  [
    'one by its id, as an export may have it',
    git({ id: 'cred_1', name: 'main' }),
    { client_authentication_methods: inUse('cred_1') },
    ['clients/Billing: the key main has no `pem` in git, so it is not compared'],
  ],
  [
    'another one, which takes the place of what is in use',
    git({ name: 'next', pem: other.pem }),
    { client_authentication_methods: inUse('cred_1') },
    [],
  ],
  ['no word of keys, and none is in use', billing({}), { client_authentication_methods: null }, []],
  [
    'a secret beside no keys, and the tenant asks for none',
    billing({
      client_authentication_methods: {},
      token_endpoint_auth_method: 'client_secret_post',
    }),
    { token_endpoint_auth_method: 'none' },
    [METHOD],
  ],
  [
    'the same method beside no keys',
    billing({ client_authentication_methods: {}, token_endpoint_auth_method: 'none' }),
    { token_endpoint_auth_method: 'none' },
    [],
  ],
  [
    'another method, which is sent',
    billing({ token_endpoint_auth_method: 'client_secret_post' }),
    { token_endpoint_auth_method: 'none' },
    [],
  ],
])('of what is in use git has %s', async (_what, assets, there, told) => {
  const { port } = memoryPort({
    '/clients': [{ client_id: 'cli_1', name: 'Billing', ...there }],
    '/clients/cli_1/credentials': [MAIN],
  })
  expect(await judged(assets, port)).toEqual(told)
})

test('keys in use that nobody is shown are not compared', async () => {
  const { port } = memoryPort({
    '/clients': [
      { client_id: 'cli_1', name: 'Billing', client_authentication_methods: inUse('cred_1') },
    ],
    '/clients/cli_1/credentials': () => refusal(403, 'insufficient_scope', 'no'),
  })
  expect(await judged(git(), port)).toEqual([
    'clients/Billing: its keys are not shown, so they are not compared',
  ])
  expect(await judged(billing({}), port)).toEqual([])
})

test.each<[string, Parameters<typeof memoryPort>[0]]>([
  ['of a new application', { '/clients': [] }],
  [
    'that nobody is shown, which is a note of the rehearsal',
    {
      '/clients': [{ client_id: 'cli_1', name: 'Billing' }],
      '/clients/cli_1/credentials': () => refusal(403, 'insufficient_scope', 'no'),
    },
  ],
])('says nothing of keys %s', async (_what, things) => {
  const { port } = memoryPort(things)
  expect(await judged(git({ name: 'main', pem: other.pem }), port)).toEqual([])
})

async function judged(assets: JsonObject, port: ReturnType<typeof memoryPort>['port']) {
  const tenant = openVirtualTenant(openSnapshot(port))
  const { refusals, notes } = await judgeKeys(assets, tenant, reveal)
  return [...refusals.map(({ code, message }) => `${code}: ${message}`), ...notes]
}
