import type { Event } from '@auth0/actions/credentials-exchange/v2'
import { ACME, TENANT } from './ids.ts'
import { TEST_SECRET } from './test-keys.ts'
import { type Differences, withDifferences } from './with-differences.ts'

export const MACHINE = 'clientNightlyExportAAAAAAAAAAAAA'

const plainEvent: Event = {
  client: { client_id: MACHINE, name: 'Nightly Export', metadata: {} },
  organization: { id: ACME, name: 'acme', metadata: {} },
  resource_server: { identifier: 'https://api.example.com/' },
  secrets: { OG_SIGNING_KEY: TEST_SECRET },
  tenant: { id: TENANT },
}

/** A machine asks for a token of an organization. A difference may be of any type. */
export const aMachineTokenEvent = (differences: Differences = {}): Event =>
  withDifferences(plainEvent as unknown as Differences, differences) as unknown as Event
