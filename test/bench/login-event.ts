import { markOf } from '../../actions/records/address-mark.ts'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { LOCK_KEY, signLock } from '../../actions/records/lock-record.ts'
import { NOTHING_LOCKED } from '../../policies/lock.ts'
import type { Project } from '../../scripts/project/load-project.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../scripts/project/local-environments.ts'

const TENANT_ID = 'local-tenant'
const USER_ID = 'auth0|000000000000000000000001'
const ADDRESS = 'ann@acme.example.com'

/**
 * A member's login, as Auth0 puts it to the Action: to an organization whose signed lock names the
 * address.
 * @param lockedTo the address in the lock
 */
export function loginEvent({ ids }: Project, nowMs: number, lockedTo: string = ADDRESS): object {
  const key = deriveKeys(DEVELOPMENT_SIGNING_KEY)
  const organization = ids.organizations.acme ?? ''
  const connection = ids.connections.members ?? ''
  const lock = signLock(
    {
      ...NOTHING_LOCKED,
      entries: [
        {
          mark: markOf('address', lockedTo, key, TENANT_ID),
          memberships: [
            { organization, identitySource: connection, origin: 'invitation', lockedAtMs: nowMs },
          ],
        },
      ],
    },
    key,
    { tenantId: TENANT_ID, userId: USER_ID, createdAtMs: nowMs },
  )
  return {
    authentication: { methods: [{ name: 'pwd', timestamp: new Date(nowMs).toISOString() }] },
    client: { client_id: ids.clients['Member Portal'], name: 'Member Portal', metadata: {} },
    connection: { id: connection, name: 'members', strategy: 'auth0', metadata: {} },
    organization: { id: organization, name: 'acme', display_name: 'Acme Ltd.', metadata: {} },
    request: { ip: '192.0.2.1', language: 'en', method: 'GET', query: { scope: 'openid' } },
    secrets: { OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY },
    session: { id: 'session', authenticated_at: new Date(nowMs).toISOString() },
    stats: { logins_count: 7 },
    tenant: { id: TENANT_ID },
    transaction: { protocol: 'oidc-basic-profile', locale: 'en', requested_scopes: ['openid'] },
    user: {
      app_metadata: { [LOCK_KEY]: lock },
      created_at: new Date(nowMs).toISOString(),
      email: ADDRESS,
      email_verified: true,
      identities: [{ connection: 'members', provider: 'auth0', user_id: USER_ID.slice(6) }],
      user_id: USER_ID,
      user_metadata: {},
    },
  }
}

/** What Auth0's api object is, as far as the Action calls it here. */
export function quietApi(onDeny: (reason: string) => void): object {
  return {
    access: { deny: onDeny },
    cache: { get: () => undefined, set: () => undefined, delete: () => undefined },
    user: { setAppMetadata: () => undefined },
  }
}
