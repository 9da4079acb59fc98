import type { Event } from '@auth0/actions/password-reset-post-challenge/v1'
import type { PasswordResetFacts } from '../../policies/password-reset/facts.ts'
import { NO_REQUESTS } from '../../policies/policy.ts'
import { readNamedOrganization } from '../reading/named-organization.ts'
import { readText } from '../reading/read-text.ts'
import { readPersonAddress } from '../records/address-mark.ts'
import { BLOCK_KEY, readBlocks } from '../records/block-record.ts'
import { type Keyring, readKeyring } from '../records/keyring.ts'
import { isKnownOwner, lockOwner } from '../records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../records/lock-record.ts'
import { readStatus } from '../records/organization-status.ts'
import { readRecord } from '../records/read-record.ts'
import { readRequestedModes } from '../records/requested-modes.ts'
import type { PasswordResetRulebook } from '../rulebook/baked-rulebook.ts'

export type PasswordResetReading = {
  readonly facts: PasswordResetFacts
  readonly keyring: Keyring | null
}

/**
 * Reads Auth0's event into facts.
 * @fact The event of password-reset-post-challenge v1 has the members that are read here. (Auth0
 * docs, password-reset-post-challenge event object; read 2026-11-22)
 */
export function readPasswordReset(
  event: Event,
  rulebook: PasswordResetRulebook,
  nowMs: number,
): PasswordResetReading {
  const keyring = readKeyring(event.secrets, rulebook.keyIds)
  const owner = lockOwner(event.tenant?.id, event.user)
  // Auth0 always gives an object, if an empty one: what is not there is no metadata that can be read.
  const metadata = event.user?.app_metadata ?? ''
  const facts: PasswordResetFacts = {
    ...NO_REQUESTS,
    nowMs,
    scope: {
      application: readText(event.client?.client_id),
      organization: readNamedOrganization(event.organization),
      identitySource: readText(event.connection?.id),
    },
    requestedModes: [event.client?.metadata, event.organization?.metadata].map(readRequestedModes),
    address: readPersonAddress(
      event.user?.email,
      keyring,
      owner.tenantId,
      rulebook.equivalentDomains,
    ),
    isOwnerKnown: isKnownOwner(owner),
    lock: readLock(readRecord(metadata, LOCK_KEY), keyring, owner),
    blocks: readBlocks(readRecord(metadata, BLOCK_KEY)),
    organizationStatus: readStatus(event.organization?.metadata),
  }
  return { facts, keyring }
}
