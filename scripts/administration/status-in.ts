import { ManagementError } from 'auth0'
import { CallRefused } from '../gateway/call.ts'
import { causeIn } from '../ground/user-fault.ts'

/** HTTP status behind an error of the SDK, with its own transport or with the gateway's; null without. */
export function statusIn(error: unknown): number | null {
  const refused = causeIn(error, CallRefused)
  if (refused !== null) return refused.status
  return causeIn(error, ManagementError)?.statusCode ?? null
}
