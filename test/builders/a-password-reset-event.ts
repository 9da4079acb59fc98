import type { Event } from '@auth0/actions/password-reset-post-challenge/v1'
import { ACME, ANN, MEMBERS, PORTAL, TENANT } from './ids.ts'
import { DAY_MS, NOON_MS } from './noon.ts'
import { TEST_SECRET } from './test-keys.ts'
import { type Differences, withDifferences } from './with-differences.ts'

const plainEvent: Event = {
  client: { client_id: PORTAL, name: 'Member Portal', metadata: {} },
  connection: { id: MEMBERS, name: 'members', strategy: 'auth0' },
  organization: { id: ACME, name: 'acme', metadata: {} },
  request: {},
  secrets: { OG_SIGNING_KEY: TEST_SECRET },
  tenant: { id: TENANT },
  user: {
    app_metadata: {},
    created_at: new Date(NOON_MS - 30 * DAY_MS).toISOString(),
    email: 'ann@acme.example.com',
    user_id: ANN,
  },
}

/** Ann has followed the link of a password reset. A difference may be of any type. */
export const aPasswordResetEvent = (differences: Differences = {}): Event =>
  withDifferences(plainEvent as unknown as Differences, differences) as unknown as Event
