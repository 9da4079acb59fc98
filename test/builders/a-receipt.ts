import type { DeployReceipt } from '../../scripts/shipping/receipts/receipt.ts'

/** Of a verified deploy that shipped nothing. */
export const aReceipt = (
  told: Partial<DeployReceipt> & Pick<DeployReceipt, 'domain' | 'at'>,
): DeployReceipt => ({
  version: 1,
  kind: 'deploy',
  environment: 'local',
  actor: 'ci',
  reason: null,
  commit: null,
  isDirty: false,
  plan: null,
  rulebook: null,
  keys: { signing: '0a0a0a0a', alsoVerifying: null },
  actions: [],
  bindings: {},
  outcome: 'verified',
  wentBackTo: null,
  ...told,
})
