import type { Event } from '@auth0/actions/post-login/v3'
import type { Door } from '../../policies/login/door.ts'
import type { LoginFacts, Person } from '../../policies/login/facts.ts'
import type { OrganizationContext } from '../../policies/mode.ts'
import { readNamedOrganization } from '../reading/named-organization.ts'
import { readMoment } from '../reading/read-moment.ts'
import { readText } from '../reading/read-text.ts'
import { type MarkKind, marksOf, readPersonAddress } from '../records/address-mark.ts'
import { BLOCK_KEY, readBlocks } from '../records/block-record.ts'
import { wasErased } from '../records/erased-record.ts'
import { GRANT_KEY, readGrants } from '../records/grant-record.ts'
import { type Keyring, readKeyring, shareOf } from '../records/keyring.ts'
import { isKnownOwner, type LockOwner, lockOwner } from '../records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../records/lock-record.ts'
import { readOrganizationDomains } from '../records/organization-domains.ts'
import { readStatus } from '../records/organization-status.ts'
import { readRecord } from '../records/read-record.ts'
import { REBIND_KEY, readRebinds } from '../records/rebind-record.ts'
import { renewLock } from '../records/renew-lock.ts'
import { readRequestedModes } from '../records/requested-modes.ts'
import {
  type RememberedOrganization,
  readChecked,
  readRememberedOrganization,
} from '../records/token-memory.ts'
import type { Capabilities, LoginRulebook } from '../rulebook/baked-rulebook.ts'
import { readActors } from './actors.ts'
import { readBreakGlassUntil } from './break-glass.ts'
import { readDelegates } from './delegates.ts'
import { readDoor } from './door.ts'
import { isEnterpriseStrategy } from './enterprise-strategy.ts'
import { readMembership } from './membership-evidence.ts'

/** The facts of one login, and the keys they were read with. */
export type LoginReading = {
  readonly facts: LoginFacts
  readonly keyring: Keyring | null
  readonly owner: LockOwner
}

/**
 * Reads Auth0's event into facts. Whatever is missing or of the wrong type becomes the least
 * trusting value; types are not believed, because custom databases and future versions are not
 * bound by them.
 * @fact The event of post-login v3 has the members that are read here. (Auth0 docs, post-login
 * event object; read 2026-11-22)
 */
export function readLogin(event: Event, rulebook: LoginRulebook, nowMs: number): LoginReading {
  const keyring = readKeyring(event.secrets, rulebook.keyIds)
  const owner = lockOwner(event.tenant?.id, event.user)
  const door = readDoor(event)
  const organization = readOrganization(event, door, rulebook.capabilities, () =>
    readRememberedOrganization(event.refresh_token, owner, keyring),
  )
  const longest = rulebook.login.longestAllowanceMs
  const person = readPerson(event, rulebook, keyring, owner)
  const facts: LoginFacts = {
    nowMs,
    door,
    scope: readScope(event, organization),
    person,
    ...readRecords(event, rulebook, keyring, owner, person),
    membership: readMembership(
      event,
      organization.kind === 'named'
        ? readChecked(event.refresh_token, organization.id, owner, keyring)
        : Number.NEGATIVE_INFINITY,
    ),
    organizationStatus: readStatus(event.organization?.metadata),
    actors: readActors(event),
    delegates: readDelegates(event.secrets?.OG_DELEGATES, nowMs, longest),
    vouchedAtMs: readVouchedAt(event, nowMs),
    isEnterpriseSource: isEnterpriseStrategy(event.connection?.strategy),
    organizationDomains: readOrganizationDomains(event.organization?.metadata),
    wasErased: wasErased(event.organization?.metadata, person.address, owner, keyring),
    isOwnerKnown: isKnownOwner(owner),
    keys: keyring === null ? 'unusable' : 'ready',
    invitationClaimed: readText(event.request?.query?.invitation) !== '',
    breakGlassUntilMs: readBreakGlassUntil(
      event.secrets?.OG_BREAK_GLASS,
      owner,
      organization,
      nowMs,
      longest,
    ),
    requestedModes: [event.client?.metadata, event.organization?.metadata].map(readRequestedModes),
  }
  return { facts, keyring, owner }
}

const readScope = (
  { client, connection }: Event,
  organization: LoginFacts['scope']['organization'],
): LoginFacts['scope'] => ({
  application: readText(client?.client_id),
  organization,
  identitySource: readText(connection?.id),
})

function readRecords(
  { user }: Event,
  { keyIds: { rebindPublicKey } }: LoginRulebook,
  keyring: Keyring | null,
  owner: LockOwner,
  { address, phone, username }: Person,
): Pick<LoginFacts, 'lock' | 'renewedLock' | 'rebinds' | 'grants' | 'blocks'> {
  // Auth0 always gives an object, if an empty one: what is not there is no metadata that can be read.
  const metadata = user?.app_metadata ?? ''
  const lock = readLock(readRecord(metadata, LOCK_KEY), keyring, owner)
  const shown = [address, phone, username].map((one) => ('marks' in one ? one.marks : []))
  return {
    lock,
    renewedLock: renewLock(lock, shown),
    rebinds: readRebinds(readRecord(metadata, REBIND_KEY), rebindPublicKey, owner),
    grants: readGrants(readRecord(metadata, GRANT_KEY), rebindPublicKey, owner.tenantId),
    blocks: readBlocks(readRecord(metadata, BLOCK_KEY)),
  }
}

function readPerson(
  { user, connection }: Event,
  { login, equivalentDomains }: LoginRulebook,
  keyring: Keyring | null,
  owner: LockOwner,
): Person {
  const { phone, username } = login.identifierLock
  const identifier = (kind: MarkKind, value: unknown, isFrozen: boolean): Person['username'] => {
    // One that is there and no text is somebody's: it is not the frozen one.
    if ((value ?? '') === '') return { kind: 'absent' }
    const text = readText(value)
    const isMarked = isFrozen && keyring !== null && text !== ''
    return { kind: 'present', marks: isMarked ? marksOf(kind, text, keyring, owner.tenantId) : [] }
  }
  const address = (email: unknown): Person['address'] =>
    readPersonAddress(email, keyring, owner.tenantId, equivalentDomains)
  // A list that is not there, or names nobody, may hide whoever is linked: one who shows no address.
  const identities: readonly unknown[] = Array.isArray(user?.identities) ? user.identities : []
  const [own, ...others] = identities
  const loginName = readText(connection?.name)
  const isOfOwnSource = isOfSource(own, loginName)
  const linked = [
    ...(profileOf(own) === undefined ? [] : [{ ...profileOf(own), email_verified: true }]),
    ...others.map(profileOf),
    ...(identities.some((one) => isOfSource(one, loginName)) ? [] : [undefined]),
  ]
  return {
    id: owner.userId,
    createdAtMs: owner.createdAtMs,
    address: address(user?.email),
    addressVerified: user?.email_verified === true,
    addressIsOfSource: isOfOwnSource,
    addressIsOfOtherEnterprise: !isOfOwnSource && isEnterpriseStrategy(identityOf(own).provider),
    phone: {
      ...identifier('phone', user?.phone_number, phone === 'frozen'),
      verified: user?.phone_verified === true && readText(user.phone_number) !== '',
    },
    username: identifier('username', user?.username, username === 'frozen'),
    linkedAddresses:
      login.identityLock.linked === 'any'
        ? []
        : // What a linked account never proved is no address of its own.
          linked.map((one) => address(one?.email_verified === true ? one.email : undefined)),
    isShadowed: SHADOW_KEYS.some((key) => readRecord(user?.app_metadata ?? '', key) !== undefined),
    share: login.emailLock.spread.days > 0 ? shareOf(owner.userId) : 0,
  }
}

// The last one would stand for the whole map, without the locks and blocks in it.
// @fact Auth0 merges `app_metadata` onto the profile in Actions. It lets nobody set the first six of
// these names there, and the last four anybody; scripts of custom databases can set all. (Auth0
// docs, metadata field names; read 2026-11-22)
const SHADOW_KEYS = [
  'created_at',
  'email',
  'email_verified',
  'identities',
  'user_id',
  'blocked',
  'username',
  'phone_number',
  'phone_verified',
  'app_metadata',
] as const

/** The profile, and so its address, is the first identity's; linked ones only sign in to it. */
function isOfSource(identity: unknown, connectionName: string): boolean {
  const name = readText(identityOf(identity).connection)
  return name !== '' && name === connectionName
}

type LinkedProfile = { readonly email?: unknown; readonly email_verified?: unknown }
type Identity = {
  readonly connection?: unknown
  readonly provider?: unknown
  readonly profileData?: LinkedProfile
}
const identityOf = (identity: unknown): Identity => identity ?? {}
const profileOf = (identity: unknown): LinkedProfile | undefined => identityOf(identity).profileData

function readOrganization(
  event: Event,
  door: Door,
  capabilities: Capabilities,
  readRemembered: () => RememberedOrganization,
): OrganizationContext {
  const organization = readNamedOrganization(event.organization)
  // A door that nobody knows may be a refresh: what would be unknown there is unknown here.
  const mayBeRefresh = door === 'refresh' || door === 'unknown'
  if (organization.kind !== 'none' || !mayBeRefresh) return organization
  const remembered: RememberedOrganization = capabilities.refreshTokenMetadata
    ? readRemembered()
    : { kind: 'none' }
  if (remembered.kind === 'named') return remembered
  if (remembered.kind === 'forged') return { kind: 'unknown', isForged: true }
  return { kind: capabilities.organizationOnRefresh ? 'none' : 'unknown' }
}

/** The newest moment at which somebody proved who they are; moments to come prove nothing. */
function readVouchedAt(event: Event, nowMs: number): number | null {
  const { authentication } = event
  const methods: unknown = authentication?.methods ?? []
  // What cannot be read may hold an older moment than the session has.
  if (typeof (authentication ?? {}) !== 'object' || !Array.isArray(methods)) return null
  // One without a name may be older than all others, or what vouches for nobody.
  if (methods.some((method) => readText(method?.name) === '')) return null
  // A second factor vouches for nobody; a method that is a URL was recorded by an Action.
  const named = methods.filter(({ name }) => !/^mfa$|:/.test(name))
  // Behind a federated login stands an identity provider: no step-up of ours speaks for it.
  const federated = named.filter((method) => method.name === 'federated')
  const times = (federated.length > 0 ? federated : named).map(({ timestamp }) =>
    readMoment(timestamp),
  )
  // A refreshed token rests on the login that it was issued in; a token may be younger than that.
  const issued = event.session?.authenticated_at ?? event.refresh_token?.created_at
  const known = (methods.length > 0 ? times : [readMoment(issued)]).filter(
    (ms) => Number.isFinite(ms) && ms <= nowMs + CLOCK_SKEW_MS,
  )
  return known.length > 0 ? Math.max(...known) : null
}

const CLOCK_SKEW_MS = 60_000
