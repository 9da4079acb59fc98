import type { Event } from '@auth0/actions/pre-user-registration/v2'
import type { OperatorEvidence } from '../../policies/signup/operator-evidence.ts'
import { withinAllowance } from '../../policies/within-allowance.ts'
import { readText } from '../reading/read-text.ts'
import { marksOf } from '../records/address-mark.ts'
import { GRANT_KEY, readGrants } from '../records/grant-record.ts'
import type { Keyring } from '../records/keyring.ts'
import { readRecord } from '../records/read-record.ts'

/**
 * What in the event only an operator can have put there; the shape of the event when an account is
 * made through the Management API is not documented, and proves nothing.
 * @fact Whoever signs up by themselves writes `user_metadata` and never `app_metadata`. (Auth0
 * docs, metadata; read 2026-11-22)
 * @param form the normalised address; null when there is none
 */
export function readOperatorEvidence(
  event: Event,
  form: string | null,
  keyring: Keyring | null,
  rebindPublicKey: string | null,
  nowMs: number,
  longestMs: number,
): OperatorEvidence {
  const metadata: unknown = event.user?.app_metadata
  const tenantId = readText(event.tenant?.id)
  const marks: readonly string[] =
    form === null || keyring === null ? [] : marksOf('address', form, keyring, tenantId)
  const grants = readGrants(readRecord(metadata, GRANT_KEY), rebindPublicKey, tenantId)
  const isGranted = grants.some(
    ({ mark, expiresAtMs }) =>
      marks.includes(mark) && withinAllowance(expiresAtMs, nowMs, longestMs),
  )
  if (isGranted) return 'grant'
  return hasMark(metadata) ? 'mark' : 'none'
}

/** Anything but records of the guard: a grant that is over must not count as a mark. */
const hasMark = (metadata: unknown): boolean =>
  typeof metadata === 'object' &&
  metadata !== null &&
  !Array.isArray(metadata) &&
  Object.keys(metadata).some((key) => !key.startsWith('og_'))
