import { isActiveStatus } from '../login/org-status.ts'
import { deny, PASS, type Policy } from '../policy.ts'
import type { MachineTokenFacts } from './facts.ts'
import type { MachineTokenSettings } from './settings.ts'

/**
 * machine-token-gate: a machine acts for an organization only while that is active, and only if it
 * was named for it.
 * Why: no person, and so none of the other policies, is asked when a machine gets its token.
 */
export const machineTokenGate: Policy<MachineTokenFacts, MachineTokenSettings> = {
  id: 'machine-token-gate',
  question: 'May this machine act for this organization?',
  evaluate({ isForRepair, scope, organizationStatus }, { machineTokenGate, orgStatus }) {
    const { organization } = scope
    // A guard must never lock out its own repair.
    if (isForRepair || organization.kind === 'none') return PASS
    if (!isActiveStatus(organizationStatus, orgStatus)) return deny('ORG_SUSPENDED')
    const { clients } = machineTokenGate
    const allowed =
      organization.kind === 'named' && Object.hasOwn(clients, organization.id)
        ? clients[organization.id]
        : undefined
    return allowed?.includes(scope.application) ? PASS : deny('M2M_NOT_ALLOWED')
  },
}
