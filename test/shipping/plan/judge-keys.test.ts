import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { expect, test } from 'vitest'
import { refusal } from '../../../scripts/gateway/call.ts'
import { createDiffer } from '../../../scripts/gateway/create-differ.ts'
import { fingerprintWith } from '../../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../../scripts/gateway/secret-stand-ins.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { Json, JsonObject } from '../../../scripts/ground/json-value.ts'
import { judgeKeys } from '../../../scripts/shipping/plan/judge-keys.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const fingerprint = fingerprintWith('a key of this test, which is long enough to be one')
const standIns = createStandIns({ names: [], values: {}, fingerprint, nonce: 'nonce' })
const differ = createDiffer({ standIns, fingerprint, held: {}, knowSecret: () => 'the same' })

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
const mutual = (...credentials: readonly JsonObject[]) => ({
  clients: [
    {
      name: 'Billing',
      client_authentication_methods: { self_signed_tls_client_auth: { credentials } },
    },
  ],
})
const unsaid = (key: string, member: string): string =>
  `clients/Billing: the key ${key}: ${member}: the Deploy CLI does not send it, and the tenant does not show it, so it is not compared`
const differs = (key: string, member: string, before: string, after: string): string =>
  `field_immutable: \`${member}\` of \`clients/Billing: the key ${key}\` is \`${before}\` in the tenant and cannot become \`${after}\`: the Deploy CLI does not send it`
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
  [
    'the same, which is to expire and never does',
    git({ name: 'main', pem: old.pem, expires_at: '2027-01-01T00:00:00Z' }),
    [MAIN],
    [unsaid('main', 'expires_at')],
  ],
  [
    'the same, which expires later',
    git({ name: 'main', pem: old.pem, expires_at: '2027-01-01T00:00:00Z' }),
    [{ ...MAIN, expires_at: '2028-01-01T00:00:00.000Z' }],
    [differs('main', 'expires_at', '2028-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z')],
  ],
  [
    'the same, which expires at the same time, written otherwise',
    git({ name: 'main', pem: old.pem, expires_at: '2027-01-01T01:00:00+01:00' }),
    [{ ...MAIN, expires_at: '2027-01-01T00:00:00.000Z' }],
    [],
  ],
  [
    'the same with another algorithm',
    git({ name: 'main', pem: old.pem, alg: 'PS256' }),
    [{ ...MAIN, alg: 'RS256' }],
    [differs('main', 'alg', 'RS256', 'PS256')],
  ],
  [
    'the same for another method',
    mutual({ name: 'main', pem: old.pem }),
    [MAIN],
    [differs('main', 'credential_type', 'public_key', 'x509_cert')],
  ],
  [
    'a new one that is to expire',
    git({ name: 'next', pem: other.pem, expires_at: '2027-01-01T00:00:00Z' }),
    [MAIN],
    [unsaid('next', 'expires_at')],
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
  const { refusals, notes } = await judgeKeys(assets, tenant, reveal, differ)
  return [...refusals.map(({ code, message }) => `${code}: ${message}`), ...notes]
}
