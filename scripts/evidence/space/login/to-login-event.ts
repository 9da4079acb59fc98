import { type KeyObject, sign } from 'node:crypto'
import { markOf } from '../../../../actions/records/address-mark.ts'
import { cutOf, ERASED_KEY } from '../../../../actions/records/erased-record.ts'
import { GRANT_KEY, grantPayload } from '../../../../actions/records/grant-record.ts'
import type { DerivedKeys } from '../../../../actions/records/keyring.ts'
import type { LockOwner } from '../../../../actions/records/lock-owner.ts'
import { LOCK_KEY, signLock } from '../../../../actions/records/lock-record.ts'
import { DOMAINS_KEY } from '../../../../actions/records/organization-domains.ts'
import { STATUS_KEY } from '../../../../actions/records/organization-status.ts'
import { storedPermission, withPermission } from '../../../../actions/records/permission-record.ts'
import { REBIND_KEY, rebindPayload } from '../../../../actions/records/rebind-record.ts'
import { MODES_KEY } from '../../../../actions/records/requested-modes.ts'
import {
  signChecked,
  signOrganization,
  TOKEN_CHECKED_KEY,
  TOKEN_ORGANIZATION_KEY,
} from '../../../../actions/records/token-memory.ts'
import { rebindPublicKeyOf } from '../../../project/rebind-key.ts'
import type { Asked } from '../../guard/load-guard.ts'
import type { Where } from '../crossing.ts'
import { addressOf, type LockDraft, type LoginDraft } from './login-draft.ts'

const DAY_MS = 86_400_000
/** What the one connection is called of which a login says the name. */
export const CONNECTION = 'the-connection'
const SUBJECT = 'somebody-who-is-made-up'
/** As Auth0 makes the id of an account. */
const personOf = ({ isEnterprise }: LoginDraft): string =>
  isEnterprise ? `oidc|${CONNECTION}|${SUBJECT}` : `auth0|${SUBJECT}`
const ELSEWHERE = 'org_whereTheyAreToo'
/** What was signed before, by all that it is of: few records are in very many questions. */
const signedBefore = new Map<string, object>()

function once<Signed extends object>(parts: readonly unknown[], sign: () => Signed): Signed {
  const name = JSON.stringify(parts)
  const known = signedBefore.get(name) as Signed | undefined
  const signed = known ?? sign()
  if (known === undefined) signedBefore.set(name, signed)
  return signed
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** What Auth0 would show of them, with records that are signed as the guard signs them. */
export function toLoginEvent(draft: LoginDraft, tenantId: string, signing: DerivedKeys): Asked {
  const owner = { tenantId, userId: personOf(draft), createdAtMs: draft.createdMs ?? Number.NaN }
  const { atMs, isMember } = draft
  const event = {
    ...shownOfRequest(draft),
    ...shownOfOrganization(draft, tenantId, signing),
    ...shownOfTokens(draft, owner, signing),
    ...secretsOf(draft),
    connection: {
      id: draft.where.connection,
      name: CONNECTION,
      strategy: draft.isEnterprise ? 'oidc' : 'auth0',
    },
    tenant: { id: tenantId },
    user: userOf(draft, owner, signing),
  }
  return { event, atMs, world: { isMember, invitedTo: [] } }
}

function shownOfRequest(draft: LoginDraft): object {
  const { where, actor, isSilent, isOnBehalf, vouchedMs, protocol } = draft
  return {
    authentication: {
      methods: vouchedMs === null ? [] : [{ name: 'federated', timestamp: iso(vouchedMs) }],
    },
    authorization: { roles: draft.roles },
    client: {
      client_id: where.client,
      name: where.labels.client,
      metadata: draft.clientWishes === null ? {} : { [MODES_KEY]: draft.clientWishes },
    },
    request: { query: draft.isClaimed ? { invitation: 'a-ticket' } : {} },
    transaction: {
      protocol,
      ...(isSilent ? { prompt: ['none'] } : {}),
      ...(isOnBehalf
        ? { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' }
        : {}),
      ...(actor === null ? {} : { actor: { sub: actor } }),
    },
  }
}

function shownOfOrganization(draft: LoginDraft, tenantId: string, signing: DerivedKeys): object {
  const { where, status, organizationDomains, organizationWishes, isErased } = draft
  if (where.organization === null || draft.named !== 'by the event') return {}
  const mark = markOf('address', addressOf(draft), signing, tenantId)
  const metadata = {
    ...(status === null ? {} : { [STATUS_KEY]: status }),
    ...(organizationDomains === null ? {} : { [DOMAINS_KEY]: organizationDomains }),
    ...(organizationWishes === null ? {} : { [MODES_KEY]: organizationWishes }),
    ...(isErased ? { [ERASED_KEY]: `${signing.id}${cutOf(mark)}` } : {}),
  }
  return {
    organization: { id: where.organization, name: where.labels.organization, metadata },
  }
}

function shownOfTokens(draft: LoginDraft, owner: LockOwner, signing: DerivedKeys): object {
  const { where, named, confirmedMs, vouchedMs } = draft
  const keyring = { signing, verifying: [signing] as const }
  const { organization } = where
  const since = vouchedMs === null ? {} : { authenticated_at: iso(vouchedMs) }
  const signed =
    organization === null || named !== 'by the token'
      ? null
      : signOrganization(organization, owner, keyring)
  const confirmed =
    organization === null || confirmedMs === null
      ? null
      : signChecked(confirmedMs, organization, owner, keyring)
  const metadata = {
    ...(named === 'by the token' ? { [TOKEN_ORGANIZATION_KEY]: signed } : {}),
    ...(named === 'by a forged token' ? { [TOKEN_ORGANIZATION_KEY]: 'org_x.forged' } : {}),
    ...(confirmed === null ? {} : { [TOKEN_CHECKED_KEY]: confirmed }),
  }
  return {
    session: { id: 'a-session', ...since },
    refresh_token: { id: 'a-token', created_at: since.authenticated_at, metadata },
  }
}

const secretsOf = (draft: LoginDraft): object => {
  const { isBreakGlass, isDelegate, actor, where, atMs } = draft
  const until = iso(atMs + DAY_MS)
  if (isBreakGlass)
    return { secrets: { OG_BREAK_GLASS: JSON.stringify([{ user: personOf(draft), until }]) } }
  if (!isDelegate) return {}
  const delegates = [{ user: actor, organization: where.organization, until }]
  return { secrets: { OG_DELEGATES: JSON.stringify(delegates) } }
}

function userOf(draft: LoginDraft, owner: LockOwner, signing: DerivedKeys): object {
  const { email, isVerified, createdMs, phone, username, linked, isOfSource } = draft
  const shown = email === null ? addressOf(draft) : email
  const own = {
    connection: isOfSource ? CONNECTION : 'another-connection',
    provider: draft.isEnterprise ? 'oidc' : 'auth0',
  }
  const others = linked === null ? [] : [linkedTo(`${linked}@${draft.domain}`)]
  return {
    app_metadata: metadataOf(draft, owner, signing),
    created_at: createdMs === null ? undefined : iso(createdMs),
    email: shown,
    email_verified: isVerified,
    identities: [own, ...others],
    phone_number: phone ?? undefined,
    phone_verified: phone === null ? undefined : draft.isPhoneProven,
    username: username ?? undefined,
    user_id: owner.userId,
  }
}

const linkedTo = (email: string): object => ({
  connection: 'a-linked-connection',
  provider: 'auth0',
  profileData: { email, email_verified: true },
})

function metadataOf(draft: LoginDraft, owner: LockOwner, signing: DerivedKeys): object {
  const { block, isShadowed } = draft
  return {
    ...lockOf(draft, owner),
    ...(block === null ? {} : { og_block: block }),
    ...permissionOf(draft, owner, signing),
    ...(isShadowed ? { email: 'shadow@elsewhere.example.com' } : {}),
  }
}

function lockOf({ lock, where, atMs }: LoginDraft, owner: LockOwner): object {
  if (lock.kind === 'none') return {}
  const parts = ['lock', lock.by.id, { ...lock, by: null }, where.organization, atMs, owner]
  return once(parts, () => signedLock(lock, where, atMs, owner))
}

function signedLock(
  lock: Exclude<LockDraft, { kind: 'none' }>,
  where: Where,
  atMs: number,
  owner: LockOwner,
): object {
  const { by, isElsewhere, connection, origin } = lock
  const mark = (kind: 'address' | 'phone' | 'username', value: string): string =>
    markOf(kind, value, by, owner.tenantId)
  const own = isElsewhere ? ELSEWHERE : (where.organization ?? ELSEWHERE)
  const membership = {
    organization: own,
    identitySource: connection,
    origin,
    lockedAtMs: atMs - DAY_MS,
  }
  const content = {
    entries: [{ mark: mark('address', addressOf(lock)), memberships: [membership] }],
    phone: lock.phone === null ? null : mark('phone', lock.phone),
    username: lock.username === null ? null : mark('username', lock.username),
    spent: [],
  }
  const whose = lock.kind === 'copied' ? { ...owner, userId: `${owner.userId}-else` } : owner
  const signed = signLock(content, by, whose)
  return { [LOCK_KEY]: lock.kind === 'tampered' ? { ...signed, x: 'forged' } : signed }
}

function permissionOf(
  { atMs, where, permission, ...address }: LoginDraft,
  owner: LockOwner,
  signing: DerivedKeys,
): object {
  if (where.organization === null || permission === null) return {}
  const { kind, by, isOver } = permission
  const given = {
    id: 'a-permission',
    organization: where.organization,
    mark: markOf('address', addressOf(address), signing, owner.tenantId),
    expiresAtMs: Math.floor(atMs / 1000) * 1000 + (isOver ? -DAY_MS : DAY_MS),
  }
  const parts = [kind, given, owner, rebindPublicKeyOf(by)]
  return once(parts, () => signedPermission(kind, given, owner, by))
}

type Given = Parameters<typeof rebindPayload>[0]

function signedPermission(
  kind: 'rebind' | 'grant',
  given: Given,
  owner: LockOwner,
  by: KeyObject,
): object {
  const payload =
    kind === 'rebind' ? rebindPayload(given, owner) : grantPayload(given, owner.tenantId)
  const stored = storedPermission(given, sign(null, payload, by))
  return { [kind === 'rebind' ? REBIND_KEY : GRANT_KEY]: withPermission(undefined, stored) }
}
