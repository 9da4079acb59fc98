import { REASON_REMEDIES, REASONS, type Reason } from '../../policies/reasons.ts'

/** What an operator does about a refusal: as the reason says, or else as everybody is told. */
export function remedyFor(reason: Reason): string {
  const [, code] = REASONS[reason]
  return REASON_REMEDIES[reason] ?? BY_CODE[code]
}

const BY_CODE = {
  OG_ACCESS: 'nothing opens this to the person as things are: `reference` says what was missing',
  OG_REAUTH: 'have the person sign in anew',
  OG_ADMIN: 'look at what is stored, and at the policy in docs/your-tenant.md',
  OG_RETRY: 'have the person try again; if it stays, see docs/runbook.md',
} as const
