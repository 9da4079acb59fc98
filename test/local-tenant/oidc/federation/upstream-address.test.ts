import { expect, test } from 'vitest'
import { readUpstream } from '../../../../scripts/local-tenant/oidc/federation/upstream-address.ts'
import { startTenant } from '../../../../scripts/local-tenant/start-tenant.ts'

const ADDRESS = { issuer: 'https://localhost:4999/', clientId: 'tenant-1', clientSecret: 'secret' }
const connection = (name: string, strategy: string) => ({
  id: 'con_1',
  name,
  strategy,
  enabled_clients: [],
})

test('a tenant is told at its start who plays the providers, and a reset does not forget', async () => {
  const running = await startTenant({ upstreams: { 'acme-oidc': ADDRESS } })
  const read = (name: string, strategy: string) =>
    readUpstream(running.tenant, connection(name, strategy))
  try {
    expect(read('acme-oidc', 'oidc')).toEqual(ADDRESS)
    running.control.reset()
    expect(read('acme-oidc', 'oidc')).toEqual(ADDRESS)
    expect(read('other', 'oidc')).toBeUndefined()
    // OpenID Connect cannot stand for these.
    expect(read('acme-oidc', 'samlp')).toBeUndefined()
    expect(read('acme-oidc', 'auth0')).toBeUndefined()
  } finally {
    await running.stop()
  }
})
