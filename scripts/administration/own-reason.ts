/** Reasons of blocks that an operation writes by itself, and later believes to be its own. */
const OWN_REASONS = ['DEPROVISIONED', 'DEPROVISIONING', 'ERASED', 'LEAVING', 'WITNESS'] as const

export type OwnReason = (typeof OWN_REASONS)[number]

/** Nobody may give one: it would let a shut-out person, or an administrator, go on with what never began. */
export const isOwnReason = (reason: string): reason is OwnReason =>
  OWN_REASONS.some((own) => own === reason)
