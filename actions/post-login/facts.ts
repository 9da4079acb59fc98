import type { Event } from '@auth0/actions/post-login/v3'
import type { Door, LoginFacts } from '../../policies/login/facts.ts'
import type { OrganizationContext } from '../../policies/mode.ts'
import { readPersonAddress } from '../address-mark.ts'
import type { BakedRulebook } from '../baked-rulebook.ts'
import { BLOCK_KEY, readBlocks } from '../block-record.ts'
import { type Keyring, readKeyring } from '../keyring.ts'
import { LOCK_KEY, readLock } from '../lock-record.ts'
import { readText } from '../read-text.ts'

/** The facts of one login, and the keys they were read with. */
export type LoginReading = {
  readonly facts: LoginFacts
  readonly keyring: Keyring | null
  readonly owner: { readonly tenantId: string; readonly userId: string }
}

/**
 * Reads Auth0's event into facts. Whatever is missing or of the wrong type becomes the least
 * trusting value; types are not believed, because custom databases and future versions are not
 * bound by them.
 * Source: post-login v3 event object (docs, read 2026-11-22).
 */
export function readLogin(event: Event, rulebook: BakedRulebook, nowMs: number): LoginReading {
  const keyring = readKeyring(event.secrets, rulebook.keyIds)
  const { user } = event
  const owner = { tenantId: readText(event.tenant?.id), userId: readText(user?.user_id) }
  const door = readDoor(event.transaction)
  const facts: LoginFacts = {
    nowMs,
    door,
    scope: {
      application: readText(event.client?.client_id),
      organization: readOrganization(event.organization?.id, door, rulebook),
      identitySource: readText(event.connection?.id),
    },
    person: {
      id: owner.userId,
      createdAtMs: epochMs(user?.created_at),
      address: readPersonAddress(user?.email, keyring, owner.tenantId),
      addressVerified: user?.email_verified === true,
    },
    lock: readLock(ownProperty(user?.app_metadata, LOCK_KEY), keyring, owner),
    blocks: readBlocks(ownProperty(user?.app_metadata, BLOCK_KEY)),
    keys: keyring === null ? 'unusable' : 'ready',
    invitationClaimed: readText(event.request?.query?.invitation) !== '',
  }
  return { facts, keyring, owner }
}

/** Auth0's protocol names (same source); a name that is not here is a door nobody has looked at. */
const DOORS: Readonly<Record<string, Door>> = {
  'oidc-basic-profile': 'sign-in',
  'oidc-implicit-profile': 'sign-in',
  'oidc-hybrid-profile': 'sign-in',
  'oauth2-refresh-token': 'refresh',
  'oauth2-password': 'password',
  'oauth2-resource-owner': 'password',
  'oauth2-device-code': 'device',
  'oidc-ciba': 'back-channel',
  'oidc-ciba-web-link': 'back-channel',
  'oauth2-resource-owner-jwt-bearer': 'native',
  'oauth2-access-token': 'native',
  'oauth2-webauthn': 'native',
  'oauth2-token-exchange': 'exchange',
  samlp: 'federation',
  wsfed: 'federation',
  'wstrust-usernamemixed': 'federation',
}

// An exchange of one of our own access tokens is on behalf of its subject, whom Auth0 re-checks.
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'

function readDoor(transaction: Event['transaction']): Door {
  const protocol = readText(transaction?.protocol)
  const door = Object.hasOwn(DOORS, protocol) ? (DOORS[protocol] ?? 'unknown') : 'unknown'
  if (door === 'sign-in' && isSilent(transaction?.prompt)) return 'silent'
  if (door === 'exchange' && transaction?.subject_token_type === ACCESS_TOKEN_TYPE) {
    return 'on-behalf'
  }
  return door
}

const isSilent = (prompt: unknown): boolean => Array.isArray(prompt) && prompt.includes('none')

function readOrganization(
  id: unknown,
  door: Door,
  { capabilities }: BakedRulebook,
): OrganizationContext {
  if (readText(id) !== '') return { kind: 'named', id: readText(id) }
  const mayBeHidden = door === 'refresh' && !capabilities.organizationOnRefresh
  return { kind: mayBeHidden ? 'unknown' : 'none' }
}

function epochMs(value: unknown): number {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms
}

/**
 * The record under `key`. Metadata that is not an object is passed on whole: it is no record, so
 * whoever reads it refuses it, where "absent" would have been the trusting answer.
 */
function ownProperty(metadata: unknown, key: string): unknown {
  if (metadata === undefined || metadata === null) return undefined
  if (typeof metadata !== 'object' || Array.isArray(metadata)) return metadata
  return Object.hasOwn(metadata, key) ? (metadata as Record<string, unknown>)[key] : undefined
}
