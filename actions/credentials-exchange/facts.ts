import type { Event } from '@auth0/actions/credentials-exchange/v2'
import type { MachineTokenFacts } from '../../policies/machine-token/facts.ts'
import { NO_REQUESTS } from '../../policies/policy.ts'
import { readStatus } from '../organization-status.ts'
import { readText } from '../read-text.ts'
import { readRequestedModes } from '../requested-modes.ts'

/**
 * Reads Auth0's event into facts.
 * Source: credentials-exchange v2 event object (docs, read 2026-11-22).
 */
export function readMachineToken(event: Event, nowMs: number): MachineTokenFacts {
  const organization = readText(event.organization?.id)
  return {
    ...NO_REQUESTS,
    nowMs,
    scope: {
      application: readText(event.client?.client_id),
      organization: organization === '' ? { kind: 'none' } : { kind: 'named', id: organization },
      identitySource: '',
    },
    requestedModes: [event.client?.metadata, event.organization?.metadata].map(readRequestedModes),
    isForRepair: isForRepair(event),
    organizationStatus: readStatus(event.organization?.metadata),
  }
}

/** Whether the token is for the Management API. Never throws. */
export const isForRepair = (event: Event): boolean =>
  MANAGEMENT_AUDIENCE.test(readText(event?.resource_server?.identifier))

// The audience is an identifier that only the tenant itself can register in this form.
const MANAGEMENT_AUDIENCE = /^https:\/\/[^/]+\/api\/v2\/$/
