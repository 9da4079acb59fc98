import { type KeyObject, sign } from 'node:crypto'
import fc from 'fast-check'
import { markOf } from '../../../actions/records/address-mark.ts'
import { type LockOwner, lockOwner } from '../../../actions/records/lock-owner.ts'
import { LOCK_KEY, signLock } from '../../../actions/records/lock-record.ts'
import { REBIND_KEY, rebindPayload } from '../../../actions/records/rebind-record.ts'
import { normaliseAddress } from '../../../policies/address.ts'
import type { LockOrigin } from '../../../policies/lock.ts'
import type { TriggerEvent } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import { aCheckedMemory, anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../../builders/noon.ts'
import { aKeyring, FOREIGN_KEYS } from '../../builders/test-keys.ts'
import { ANN_ID, MACHINE, type World, ZOE_ID } from './world.ts'

const TENANT = 'local-tenant'
const iso = (ms: number): string => new Date(ms).toISOString()
/** Mostly the first: what is ordinary must not drown. */
const mostly = <Value>(first: Value, ...others: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(first) },
    { weight: 2, arbitrary: fc.constantFrom(first, ...others) },
  )
const almostAlways = <Value>(first: Value, ...others: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant(first) },
    { weight: 1, arbitrary: fc.constantFrom(first, ...others) },
  )
const among = <Value>(...values: readonly Value[]): fc.Arbitrary<Value> =>
  fc.constantFrom(...values)

const ADDRESSES = [
  'ann@acme.example.com',
  ' ANN@Acme.Example.COM ',
  'ann@acme.example.org',
  'ann@globex.example.com',
  'ann@bücher.example',
  'ann@xn--bcher-kva.example',
  'ann+x@acme.example.com',
  'an\u200bn@acme.example.com',
  'not an address',
  '',
] as const
const WORDS = {
  address: mostly<string | undefined>(...ADDRESSES, undefined),
  times: among(
    NOON_MS - 30 * DAY_MS,
    NOON_MS - 2 * HOUR_MS,
    NOON_MS - 61 * 60_000,
    NOON_MS,
    NOON_MS + HOUR_MS,
  ),
  modes: almostAlways<string | undefined>(
    undefined,
    'membership=enforce email-lock=off',
    'user-suspended=off, org-required=monitor; signup-gate=enforce',
    'identity-lock=capture upstream-freshness=enforce delegation=nonsense',
    'password-reset-gate=off machine-token-gate=monitor',
  ),
  status: almostAlways<unknown>(undefined, 'active', 'ended', '', 7, null),
}
/** What no type allows, as JSON can carry it. */
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  among<unknown>(null, '', 'x', 0, [], {}, [null], '__proto__', 'constructor', 'x'.repeat(300)),
)

const metadataOf = (modes: string | undefined, status?: unknown): object => ({
  ...(modes === undefined ? {} : { og_modes: modes }),
  ...(status === undefined ? {} : { og_status: status }),
})

const scopes = ({ organizations, clients, connections }: World) => ({
  client: fc
    .tuple(among(...clients, ...clients, 'clientNobodyKnows'), WORDS.modes)
    .map(([client_id, modes]) => ({ client_id, name: 'Portal', metadata: metadataOf(modes) })),
  connection: among(...connections, ...connections, 'con_other').map((id) => ({
    id,
    name: 'members',
    strategy: 'auth0',
  })),
  organization: fc
    .tuple(
      mostly<string | null | undefined>(...organizations, undefined, null),
      WORDS.modes,
      WORDS.status,
    )
    .map(([id, modes, status]) =>
      id === undefined
        ? undefined
        : { ...(id === null ? {} : { id }), name: 'acme', metadata: metadataOf(modes, status) },
    ),
})

/** `og_lock`: none, ours for some addresses, somebody else's, or spoilt. */
function lockRecords(world: World, owner: LockOwner): fc.Arbitrary<unknown> {
  const entry = fc.record({
    address: among(...ADDRESSES.slice(0, 4)),
    key: among(...world.keys),
    memberships: fc.uniqueArray(
      fc.record({
        organization: among(...world.organizations),
        identitySource: among(...world.connections),
        origin: among<LockOrigin>(
          'invitation',
          'first-seen',
          'known-address',
          'rebind',
          'operator',
        ),
        lockedAtMs: fc.constant(NOON_MS - DAY_MS),
      }),
      { selector: ({ organization }) => organization, maxLength: 2 },
    ),
  })
  const mark = (
    kind: 'address' | 'phone' | 'username',
    text: string,
    key = world.keys[0],
  ): string => markOf(kind, text, key, TENANT)
  const frozen = (kind: 'phone' | 'username', ...texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => world.keys.map((key) => mark(kind, text, key)))
  const sealed = fc
    .record({
      entries: fc.array(entry, { maxLength: 3 }),
      phone: mostly(null, ...frozen('phone', '+15550100', '+15550199')),
      username: mostly(null, ...frozen('username', 'ann', 'bob')),
      spent: mostly<string[]>([], ['permission-1']),
      signedWith: fc.oneof(
        { weight: 9, arbitrary: among(...world.keys) },
        { weight: 1, arbitrary: fc.constant(FOREIGN_KEYS) },
      ),
      whose: almostAlways(
        owner,
        { ...owner, userId: 'auth0|somebody-else' },
        { ...owner, tenantId: 'other' },
        { ...owner, createdAtMs: NOON_MS },
      ),
    })
    .map(({ entries, signedWith, whose, ...rest }) => {
      const marked = entries.map(({ address, key, memberships }) => {
        const form = normaliseAddress(address)
        return { mark: mark('address', form.kind === 'usable' ? form.form : '', key), memberships }
      })
      return signLock({ entries: marked, ...rest }, signedWith, whose)
    })
  const spoilt = fc
    .tuple(sealed, among('v', 'k', 'u', 'a', 'x', 'p'), hostile)
    .map(([record, key, value]) => ({ ...record, [key]: value }))
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 20, arbitrary: sealed },
    { weight: 1, arbitrary: spoilt },
    { weight: 1, arbitrary: hostile },
  )
}

const blockRecords = ({ organizations }: World): fc.Arbitrary<unknown> => {
  const block = fc.record({
    o: among('*', ...organizations, ...organizations),
    r: fc.constant('SECURITY'),
    t: fc.constant(1_700_000_000),
    until: among(
      undefined,
      (NOON_MS - HOUR_MS) / 1000,
      NOON_MS / 1000 - 30,
      (NOON_MS + HOUR_MS) / 1000,
    ),
  })
  const blocks = fc.array(block, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: blocks.map((b) => ({ v: 1, b })) },
    { weight: 1, arbitrary: hostile },
  )
}

function rebindRecords(world: World, owner: LockOwner): fc.Arbitrary<unknown> {
  const permission = fc
    .record({
      organization: among(...world.organizations),
      address: among(...ADDRESSES.slice(0, 4)),
      expiresAtMs: mostly(NOON_MS + DAY_MS, NOON_MS - DAY_MS),
      id: among('permission-1', 'permission-2'),
      isForged: mostly(false, true),
    })
    .map(({ address, isForged, ...rest }) => {
      const form = normaliseAddress(address)
      const mark = markOf('address', form.kind === 'usable' ? form.form : '', world.keys[0], TENANT)
      const x = signatureOf({ ...rest, mark }, owner, world.rebindKey)
      const { organization: o, expiresAtMs, id: i } = rest
      return { o, m: mark, e: expiresAtMs / 1000, i, x: isForged ? `${x.slice(0, -6)}AAAAAA` : x }
    })
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.array(permission, { maxLength: 2 }).map((g) => ({ v: 1, g })) },
    { weight: 1, arbitrary: hostile },
  )
}
const signatureOf = (
  rebind: Parameters<typeof rebindPayload>[0],
  owner: LockOwner,
  key: KeyObject,
): string => sign(null, rebindPayload(rebind, owner), key).toString('base64url')

const metadataFor = (world: World, owner: LockOwner): fc.Arbitrary<object> => {
  return fc
    .record({
      [LOCK_KEY]: lockRecords(world, owner),
      [REBIND_KEY]: rebindRecords(world, owner),
      og_block: blockRecords(world),
      username: almostAlways<string | undefined>(undefined, 'root'),
    })
    .map((record) => record as object)
}

const people = (world: World): fc.Arbitrary<object> =>
  fc
    .oneof(
      { weight: 9, arbitrary: mostly(ANN_ID, ZOE_ID) },
      { weight: 1, arbitrary: among(ZOE_ID, '') },
    )
    .chain((user_id) => fc.tuple(fc.constant(user_id), WORDS.times.map(iso)))
    .chain(([user_id, created_at]) =>
      fc.record({
        user_id: fc.constant(user_id),
        app_metadata: metadataFor(world, lockOwner(TENANT, { user_id, created_at })),
        created_at: fc.constant(created_at),
        email: WORDS.address,
        email_verified: almostAlways<unknown>(true, false, 'true'),
        identities: fc
          .array(WORDS.address, { maxLength: 2 })
          .map((linked) => [{}, ...linked.map((email) => ({ profileData: { email } }))]),
        phone_number: mostly<string | undefined>(undefined, '+15550100', '+15550199'),
        phone_verified: fc.boolean(),
        username: mostly<string | undefined>(undefined, 'ann', 'bob'),
      }),
    )

const PROTOCOLS = [
  'oidc-basic-profile',
  'oidc-basic-profile',
  'oidc-basic-profile',
  'oauth2-refresh-token',
  'oauth2-refresh-token',
  'oidc-implicit-profile',
  'oidc-hybrid-profile',
  'oauth2-password',
  'oauth2-resource-owner',
  'oauth2-device-code',
  'oidc-ciba',
  'oidc-ciba-web-link',
  'oauth2-resource-owner-jwt-bearer',
  'oauth2-access-token',
  'oauth2-webauthn',
  'oauth2-token-exchange',
  'samlp',
  'wsfed',
  'wstrust-usernamemixed',
  'oauth3',
  'constructor',
] as const

const actor = almostAlways<unknown>(
  undefined,
  undefined,
  undefined,
  undefined,
  { sub: MACHINE },
  { sub: 'auth0|desk' },
  { sub: 'auth0|stranger' },
  { sub: 7 },
  'x',
)

/** A whole post-login event of this world. */
export const loginEvents = (world: World): fc.Arbitrary<TriggerEvent> =>
  spoilt(
    fc
      .record({
        ...scopes(world),
        authentication: fc
          .array(
            fc.record({ name: among('pwd', 'federated', 'mfa'), timestamp: WORDS.times.map(iso) }),
            { maxLength: 2 },
          )
          .map((methods) => ({ methods })),
        authorization: mostly<unknown>(
          { roles: ['member'] },
          undefined,
          { roles: [] },
          { roles: ['x', 7] },
        ),
        refresh_token: mostly<unknown>(
          undefined,
          {
            created_at: iso(NOON_MS - 2 * HOUR_MS),
            metadata: { og_org: world.organizations[0], og_chk: '1700000000' },
          },
          { created_at: iso(NOON_MS - HOUR_MS / 2), metadata: { og_org: 'org_gone' } },
          { created_at: 'yesterday' },
        ),
        request: fc.record({
          language: among(undefined, 'de', 'de-AT,en', 'x'),
          query: mostly<object>(
            {},
            { invitation: 'ticket' },
            { prompt: 'none' },
            { prompt: ['none'] },
          ),
        }),
        session: fc
          .tuple(mostly<string | undefined>('session', undefined), actor, WORDS.times)
          .map(([id, who, at]) => ({ id, actor: who, authenticated_at: iso(at) })),
        tenant: fc.constant({ id: TENANT }),
        transaction: fc.record({
          protocol: among(...PROTOCOLS),
          actor,
          locale: among(undefined, 'de', 'en'),
          prompt: mostly<unknown>(undefined, ['none'], ['login'], 'none'),
          subject_token_type: among(
            undefined,
            'urn:ietf:params:oauth:token-type:access_token',
            'urn:x',
          ),
        }),
        user: people(world),
      })
      .map((event) => ({ ...event, refresh_token: signed(event, world) })),
  )

/** What the guard kept in the token of this very person; what names nobody's organization stays as it is. */
function signed(
  { user, refresh_token: token }: Record<string, unknown>,
  { keys: [signing], organizations }: World,
): unknown {
  const { metadata } = (token ?? {}) as { metadata?: Record<string, string> }
  if (metadata?.og_org !== organizations[0]) return token
  const memory = {
    owner: lockOwner(TENANT, user as object),
    keyring: aKeyring(signing),
    organization: organizations[0],
    checkedAtMs: Number(metadata.og_chk) * 1000,
  }
  const og_org = anOrganizationMemory(memory)
  return { ...(token as object), metadata: { og_org, og_chk: aCheckedMemory(memory) } }
}

export const signupEvents = (world: World): fc.Arbitrary<TriggerEvent> =>
  spoilt(
    fc.record({
      client: scopes(world).client,
      connection: scopes(world).connection,
      request: fc.record({ language: among(undefined, 'de', 'en') }),
      tenant: fc.constant({ id: TENANT }),
      user: fc.record({
        email: WORDS.address,
        phone_number: among<string | undefined>(undefined, undefined, '+15550100'),
        app_metadata: among<object | undefined>(
          undefined,
          {},
          { plan: 'gold' },
          { og_grant: { v: 1, g: [{}] } },
        ),
      }),
    }),
  )

export const machineEvents = (world: World): fc.Arbitrary<TriggerEvent> =>
  spoilt(
    fc.record({
      client: scopes(world).client,
      organization: scopes(world).organization,
      resource_server: among(
        { identifier: 'https://api.example.com/' },
        { identifier: 'https://api.example.com/' },
        { identifier: world.rulebook.managementAudience },
      ),
      tenant: fc.constant({ id: TENANT }),
    }),
  )

export const resetEvents = (world: World): fc.Arbitrary<TriggerEvent> =>
  spoilt(
    fc.record({
      ...scopes(world),
      request: fc.record({ language: among(undefined, 'de', 'en') }),
      tenant: fc.constant({ id: TENANT }),
      transaction: fc.record({ locale: among(undefined, 'de') }),
      user: people(world),
    }),
  )

/** One in five has something in it that no type allows; all are as JSON carries them. */
function spoilt(events: fc.Arbitrary<object>): fc.Arbitrary<TriggerEvent> {
  const spoil = fc.tuple(fc.nat(), fc.nat(), hostile)
  return fc
    .tuple(
      events,
      fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: spoil }),
    )
    .map(([event, how]) => {
      const plain = JSON.parse(JSON.stringify(event)) as Record<string, unknown>
      return (how === null ? plain : replaced(plain, ...how)) as TriggerEvent
    })
}

/** The event with one of its parts, or one part of that, replaced. */
function replaced(
  event: Record<string, unknown>,
  which: number,
  deeper: number,
  value: unknown,
): Record<string, unknown> {
  const keys = Object.keys(event)
  const key = keys[which % keys.length] ?? 'user'
  const inner = event[key]
  const innerKeys = typeof inner === 'object' && inner !== null ? Object.keys(inner) : []
  // The tenant is what the runtime itself is asked with.
  if (key === 'tenant') return event
  if (innerKeys.length === 0 || deeper % 4 === 0) return { ...event, [key]: value }
  return {
    ...event,
    [key]: { ...(inner as object), [innerKeys[deeper % innerKeys.length] ?? '']: value },
  }
}
