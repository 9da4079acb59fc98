import type { Event } from '@auth0/actions/credentials-exchange/v2'
import type { MachineTokenFacts } from '../../policies/machine-token/facts.ts'
import { NO_REQUESTS } from '../../policies/policy.ts'
import { readNamedOrganization } from '../reading/named-organization.ts'
import { readText } from '../reading/read-text.ts'
import { readStatus } from '../records/organization-status.ts'
import { readRequestedModes } from '../records/requested-modes.ts'
import type { MachineTokenRulebook } from '../rulebook/baked-rulebook.ts'

/**
 * Reads Auth0's event into facts.
 * @fact The event of credentials-exchange v2 has the members that are read here. (Auth0 docs,
 * credentials-exchange event object; read 2026-11-22)
 */
export function readMachineToken(
  event: Event,
  rulebook: MachineTokenRulebook,
  nowMs: number,
): MachineTokenFacts {
  return {
    ...NO_REQUESTS,
    nowMs,
    scope: {
      application: readText(event.client?.client_id),
      organization: readNamedOrganization(event.organization),
      identitySource: '',
    },
    requestedModes: [event.client?.metadata, event.organization?.metadata].map(readRequestedModes),
    isForRepair: isForRepair(event, rulebook),
    organizationStatus: readStatus(event.organization?.metadata),
  }
}

/** Whether the token is for the Management API of this very tenant. Never throws. */
export const isForRepair = (event: Event, { managementAudience }: MachineTokenRulebook): boolean =>
  readText(event?.resource_server?.identifier) === managementAudience
