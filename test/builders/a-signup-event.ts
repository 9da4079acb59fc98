import type { Event } from '@auth0/actions/pre-user-registration/v2'
import { MEMBERS, PORTAL, TENANT } from './ids.ts'
import { TEST_SECRET } from './test-keys.ts'
import { type Differences, withDifferences } from './with-differences.ts'

const plainEvent: Event = {
  client: { client_id: PORTAL, name: 'Member Portal' },
  connection: { id: MEMBERS, name: 'members', strategy: 'auth0' },
  request: {},
  secrets: {
    OG_SIGNING_KEY: TEST_SECRET,
    OG_DOMAIN: 'tenant.example.com',
    OG_CLIENT_ID: 'machine-client',
    OG_CLIENT_SECRET: 'machine-secret',
  },
  tenant: { id: TENANT },
  user: { email: 'ann@acme.example.com' },
}

/** Ann asks for an account. A difference may be of any type: events are not believed. */
export const aSignupEvent = (differences: Differences = {}): Event =>
  withDifferences(plainEvent as unknown as Differences, differences) as unknown as Event
