import type { Event } from '@auth0/actions/post-login/v3'
import { ACME, ANN, MEMBERS, PORTAL, TENANT } from './ids.ts'
import { DAY_MS, NOON_MS } from './noon.ts'
import { TEST_SECRET } from './test-keys.ts'
import { type Differences, withDifferences } from './with-differences.ts'

const plainEvent: Event = {
  authentication: { methods: [{ name: 'pwd', timestamp: new Date(NOON_MS).toISOString() }] },
  client: { client_id: PORTAL, name: 'Member Portal', metadata: {} },
  connection: { id: MEMBERS, name: 'members', strategy: 'auth0' },
  organization: { id: ACME, name: 'acme', metadata: {} },
  request: { query: {} },
  secrets: { OG_SIGNING_KEY: TEST_SECRET },
  tenant: { id: TENANT },
  transaction: { protocol: 'oidc-basic-profile' },
  user: {
    app_metadata: {},
    created_at: new Date(NOON_MS - 30 * DAY_MS).toISOString(),
    email: 'ann@acme.example.com',
    email_verified: true,
    identities: [{ connection: 'members', provider: 'auth0' }],
    user_id: ANN,
  },
}

/** Ann's first login to her organization. A difference may be of any type: events are not believed. */
export const aPostLoginEvent = (differences: Differences = {}): Event =>
  withDifferences(plainEvent as unknown as Differences, differences) as unknown as Event
