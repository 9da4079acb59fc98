import { generateKeyPairSync, sign } from 'node:crypto'
import type { PostLoginAPI } from '@auth0/actions/post-login/v3'
import { describe, expect, test } from 'vitest'
import { onExecutePostLogin } from '../../../actions/post-login/action.ts'
import { markOf } from '../../../actions/records/address-mark.ts'
import { rebindPayload } from '../../../actions/records/rebind-record.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import type { PolicyId } from '../../../policies/catalogue.ts'
import { MODES, type Mode } from '../../../policies/mode.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aRulebook, NOTHING_CONFIRMED } from '../../builders/a-rulebook.ts'
import { ANN_OWNS } from '../../builders/a-stored-lock.ts'
import { ACME, ANN, GLOBEX, MEMBERS, TENANT } from '../../builders/ids.ts'
import { anEmailLock, aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'
import { type RecordedCall, recordingApi } from '../../builders/recording-api.ts'
import { type LoginRun, runLogin } from '../../builders/run-login.ts'
import {
  FOREIGN_SECRET,
  OLD_KEYS,
  OLD_SECRET,
  TEST_KEYS,
  TEST_SECRET,
} from '../../builders/test-keys.ts'
import type { Differences } from '../../builders/with-differences.ts'

const login = (
  differences: Differences = {},
  ...rest: [BakedRulebook?, number?]
): Promise<LoginRun> => runLogin(aPostLoginEvent(differences), ...rest)

/** Ann's lock as her first login wrote it. */
const annsLock = async (): Promise<unknown> => (await login()).lock

const holding = (og_lock: unknown, more: object = {}, user: object = {}): Differences => ({
  user: { app_metadata: { og_lock, ...more }, ...user },
})

const refused = (reason: string, policy: PolicyId, code = 'OG_ADMIN'): object => ({
  refusal: {
    code,
    message: aRulebook().messages[code as 'OG_ADMIN'].default,
    reference: { reason, policy, atMs: NOON_MS },
  },
  lock: null,
})
const ADMITTED = { refusal: null, calls: [] }

const inMode = (mode: Mode, differences: Partial<BakedRulebook> = {}): BakedRulebook =>
  aRulebook({ login: loginSettings({ rollout: everyPolicy(mode) }), ...differences })
const afterCutOver = aRulebook({
  login: loginSettings({ emailLock: anEmailLock({ cutOverMs: NOON_MS - DAY_MS }) }),
})

describe('a first login and the ones after it', () => {
  test('#1 an invited person is locked to the address, which is not in the record', async () => {
    const run = await login({ request: { query: { invitation: 'ticket' } } })
    expect(run.refusal).toBeNull()
    expect(run.calls).toHaveLength(1)
    expect(run.lock).toMatchObject({
      v: 2,
      k: TEST_KEYS.id,
      a: [
        [expect.stringMatching(/^[0-9a-f]{8}\.[\w-]{43}$/), [[ACME, MEMBERS, 'i', NOON_MS / 1000]]],
      ],
    })
    expect(JSON.stringify(run.lock)).not.toMatch(/ann|@|auth0/)
  })

  test('#2 the second login writes nothing', async () => {
    expect(await login(holding(await annsLock()))).toMatchObject(ADMITTED)
  })

  test('#3 another address is refused', async () => {
    const lock = await annsLock()
    expect(await login(holding(lock, {}, { email: 'ann@mail.example' }))).toMatchObject(
      refused('EMAIL_DRIFT', 'email-lock'),
    )
  })

  test('#4 another address is refused on refresh', async () => {
    const transaction = { protocol: 'oauth2-refresh-token' }
    const drifted = holding(await annsLock(), {}, { email: 'ann@mail.example' })
    expect(await login({ ...drifted, transaction })).toMatchObject(
      refused('EMAIL_DRIFT', 'email-lock'),
    )
  })

  test('#7 a stranger with an unproven address gets no lock', async () => {
    const run = await login({ user: { email_verified: false } })
    expect(run).toMatchObject(refused('EMAIL_UNVERIFIED', 'verified-email', 'OG_ACCESS'))
    expect(run.calls).toHaveLength(1)
  })

  test.each([
    ['#8 capitals', 'ANN@Acme.EXAMPLE.com'],
    ['#9 a space behind', 'ann@acme.example.com '],
    ['#9 a no-break space behind', 'ann@acme.example.com\u00a0'],
  ])('%s make no other address', async (_what, email) => {
    expect(await login(holding(await annsLock(), {}, { email }))).toMatchObject(ADMITTED)
  })

  test.each([
    ['#9 a zero-width space', 'ann\u200b@acme.example.com', 'EMAIL_DRIFT'],
    ['#9 a zero-width joiner', 'an\u200dn@acme.example.com', 'EMAIL_DRIFT'],
    ['#9 a control character', 'ann\u0007@acme.example.com', 'EMAIL_DRIFT'],
    ['#12 a plus tag', 'ann+x@acme.example.com', 'EMAIL_DRIFT'],
    ['#12 a dot', 'a.nn@acme.example.com', 'EMAIL_DRIFT'],
    ['#14 no address', undefined, 'EMAIL_ABSENT'],
  ])('%s is another address', async (_what, email, reason) => {
    const policy = reason === 'EMAIL_ABSENT' ? 'verified-email' : 'email-lock'
    expect(await login(holding(await annsLock(), {}, { email }))).toMatchObject(
      refused(reason, policy),
    )
  })

  test('#11 both forms of an international domain are one', async () => {
    const { lock } = await login({ user: { email: 'ann@bücher.example' } })
    const other = holding(lock, {}, { email: 'ann@xn--bcher-kva.example' })
    expect(await login(other)).toMatchObject(ADMITTED)
  })

  test('#17 a lock for one organization opens another only to the known address', async () => {
    const lock = await annsLock()
    const organization = { id: GLOBEX, name: 'globex' }
    const known = await runLogin(aPostLoginEvent({ ...holding(lock), organization }), afterCutOver)
    expect(known.refusal).toBeNull()
    expect(known.lock).toMatchObject({
      a: [
        [
          expect.any(String),
          [
            [ACME, MEMBERS, 'f', NOON_MS / 1000],
            [GLOBEX, MEMBERS, 'k', NOON_MS / 1000],
          ],
        ],
      ],
    })
    const drifted = aPostLoginEvent({
      ...holding(lock, {}, { email: 'ann@mail.example' }),
      organization,
    })
    expect(await runLogin(drifted, afterCutOver)).toMatchObject(
      refused('LOCK_MISSING', 'email-lock'),
    )
    expect(await runLogin(aPostLoginEvent(holding(lock)), afterCutOver)).toMatchObject(ADMITTED)
  })

  test('two first logins at once write the same, so that either may win', async () => {
    expect(await annsLock()).toEqual(await annsLock())
  })
})

describe('the state of the guard', () => {
  test('#21 a changed mark is refused', async () => {
    const lock = (await annsLock()) as { a: [string, unknown][] }
    const [entry] = lock.a
    const changed = { ...lock, a: [[`${entry?.[0].slice(0, -1)}A`, entry?.[1]]] }
    expect(await login(holding(changed))).toMatchObject(refused('STATE_TAMPERED', 'runtime-guard'))
  })

  test('#22 a deleted lock is refused after the cut-over', async () => {
    expect(await runLogin(aPostLoginEvent(), afterCutOver)).toMatchObject(
      refused('LOCK_MISSING', 'email-lock'),
    )
  })

  test.each<[string, unknown]>([
    ['a text', 'x'],
    ['a list', []],
    ['a megabyte', Array.from({ length: 500_000 }, () => 0)],
    ['__proto__', JSON.parse('{"__proto__": {"v": 1}}')],
    ['numbers as text', { v: '1', k: TEST_KEYS.id, u: '', a: [], x: '' }],
  ])('#23 a lock that is %s is refused', async (_what, og_lock) => {
    expect(await login(holding(og_lock))).toMatchObject(refused('STATE_TAMPERED', 'runtime-guard'))
  })

  test.each<[string, unknown]>([
    ['a text', 'x'],
    ['a list', []],
    ['half a block', { v: 1, b: [{ o: '*' }] }],
  ])('a block record that is %s is refused', async (_what, og_block) => {
    expect(await login(holding(await annsLock(), { og_block }))).toMatchObject(
      refused('BLOCK_UNREADABLE', 'user-suspended'),
    )
  })

  test('a lock copied from another person is refused', async () => {
    const bob = { user_id: 'auth0|bob' }
    expect(await login(holding(await annsLock(), {}, bob))).toMatchObject(
      refused('STATE_COPIED', 'runtime-guard'),
    )
  })

  test('#25 a lock under the older key is believed in a rotation, and not after it', async () => {
    const keyIds = { signing: OLD_KEYS.id, alsoVerifying: null, rebindPublicKey: null }
    const before = { secrets: { OG_SIGNING_KEY: OLD_SECRET } }
    const { lock } = await login(before, aRulebook({ keyIds }))
    const secrets = { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: OLD_SECRET }
    const during = aRulebook({
      keyIds: { ...keyIds, signing: TEST_KEYS.id, alsoVerifying: OLD_KEYS.id },
    })
    expect(await login({ ...holding(lock), secrets }, during)).toMatchObject({ refusal: null })
    expect(await login(holding(lock))).toMatchObject(refused('STATE_TAMPERED', 'runtime-guard'))
  })

  test('#28 nothing that a person can write counts', async () => {
    const user_metadata = { og_lock: 'x', og_block: 'x', og_exempt: true }
    expect(await login(holding(await annsLock(), {}, { user_metadata }))).toMatchObject(ADMITTED)
  })

  // The Action must never write what it cannot read: that person would be shut out for good.
  test('300 organizations on one address shut nobody out', async () => {
    let stored: unknown
    for (let index = 0; index < 300; index += 1) {
      const organization = { id: `org_${String(index).padStart(16, 'a')}` }
      const run = await login({ ...holding(stored), organization })
      expect([index, run.refusal]).toEqual([index, null])
      stored = run.lock ?? stored
    }
  })
})

describe('#27 a guard without its keys', () => {
  const withoutKeys: readonly [string, Differences][] = [
    ['no secrets', { secrets: undefined }],
    ['no secret', { secrets: { OG_SIGNING_KEY: undefined } }],
    ['an empty secret', { secrets: { OG_SIGNING_KEY: '' } }],
    ['a short secret', { secrets: { OG_SIGNING_KEY: 'short' } }],
    ['another key', { secrets: { OG_SIGNING_KEY: FOREIGN_SECRET } }],
  ]
  const refusal = {
    code: 'OG_ADMIN',
    message: aRulebook().messages.OG_ADMIN.default,
    reference: null,
  }

  test.each(withoutKeys)('%s: refused where anything is enforced', async (_what, differences) => {
    const run = await login(differences)
    expect(run).toMatchObject({ refusal, lock: null })
    expect(run.log[0]).toMatch(/^og deny CONFIG_INVALID by runtime-guard /)
  })

  test.each(withoutKeys)(
    '%s: refused even with a lock that was good',
    async (_what, differences) => {
      expect(await login({ ...holding(await annsLock()), ...differences })).toMatchObject({
        refusal,
      })
    },
  )

  test.each(
    withoutKeys.flatMap(([what, differences]) =>
      MODES.filter((mode) => mode !== 'enforce').map((mode) => [what, mode, differences] as const),
    ),
  )('%s: in the log and nowhere else in mode %s', async (_what, mode, differences) => {
    const run = await login(differences, inMode(mode))
    expect(run).toMatchObject(ADMITTED)
    expect(run.log).toHaveLength(1)
    expect(run.log[0]).toMatch(/^og allow .* would=runtime-guard:CONFIG_INVALID/)
  })

  test('one enforced policy for this application is enough to refuse', async () => {
    const rollout = {
      ...everyPolicy('monitor'),
      membership: aRollout('off', { organizations: { [ACME]: 'enforce' } }),
    }
    const rulebook = aRulebook({ login: loginSettings({ rollout }) })
    expect(await login({ secrets: undefined }, rulebook)).toMatchObject({
      refusal,
    })
    const elsewhere = { secrets: undefined, organization: { id: GLOBEX } }
    expect(await login(elsewhere, rulebook)).toMatchObject(ADMITTED)
  })
})

describe('organizations and blocks', () => {
  test('#29 a member comes in without any call to the network', async () => {
    expect(await login(holding(await annsLock()))).toMatchObject(ADMITTED)
  })

  test.each([
    ['#37 a sign-in', 'oidc-basic-profile'],
    ['#36 a password grant', 'oauth2-password'],
    ['#36 a device', 'oauth2-device-code'],
    ['#36 WS-Federation', 'wsfed'],
    ['#36 native social', 'oauth2-resource-owner-jwt-bearer'],
  ])('%s without an organization is refused', async (_what, protocol) => {
    expect(await login({ organization: undefined, transaction: { protocol } })).toMatchObject(
      refused('ORG_CONTEXT_MISSING', 'org-required', 'OG_ACCESS'),
    )
  })

  test('a refresh without organization is refused once the tenant is known to name it', async () => {
    const refresh = { organization: undefined, transaction: { protocol: 'oauth2-refresh-token' } }
    expect(await login(refresh)).toMatchObject(
      refused('ORG_CONTEXT_MISSING', 'org-required', 'OG_ACCESS'),
    )
    const unconfirmed = aRulebook({ capabilities: NOTHING_CONFIRMED })
    const run = await login(refresh, unconfirmed)
    expect(run).toMatchObject(ADMITTED)
    expect(run.log[0]).toMatch(/ org=unknown .* would=.*org-required:ORG_UNKNOWN_ON_REFRESH/)
  })

  test('a door at which nobody vouches for membership is reported', async () => {
    const run = await login({ transaction: { protocol: 'oauth2-token-exchange' } })
    expect(run.log[0]).toMatch(/ would=membership:NOT_MEMBER$/)
  })

  test('a door that nobody has looked at is refused', async () => {
    expect(await login({ transaction: { protocol: 'oauth3' } })).toMatchObject(
      refused('EVENT_UNSUPPORTED', 'runtime-guard'),
    )
  })

  const blockedBy = (o: string, until?: number): object => ({
    og_block: { v: 1, b: [{ o, r: 'SUSPENDED', t: 1, ...(until === undefined ? {} : { until }) }] },
  })

  test('#43 blocked in one organization, admitted in another', async () => {
    const lock = await annsLock()
    expect(await login(holding(lock, blockedBy(ACME)))).toMatchObject(
      refused('ORG_BLOCKED', 'org-blocked'),
    )
    const run = await login({ ...holding(lock, blockedBy(ACME)), organization: { id: GLOBEX } })
    expect(run.refusal).toBeNull()
  })

  test('#45 a block that has ended', async () => {
    const lock = await annsLock()
    const seconds = NOON_MS / 1000
    expect(await login(holding(lock, blockedBy('*', seconds - 60)))).toMatchObject(ADMITTED)
    expect(await login(holding(lock, blockedBy('*', seconds - 59)))).toMatchObject(
      refused('USER_SUSPENDED', 'user-suspended'),
    )
  })

  test.each(['oidc-basic-profile', 'oauth2-refresh-token', 'samlp', 'oauth2-token-exchange'])(
    'a suspended person is refused at %s',
    async (protocol) => {
      const event = { ...holding(await annsLock(), blockedBy('*')), transaction: { protocol } }
      expect(await login(event)).toMatchObject(refused('USER_SUSPENDED', 'user-suspended'))
    },
  )
})

describe('what operators allow', () => {
  const operators = generateKeyPairSync('ed25519')
  const rebindPublicKey = operators.publicKey
    .export({ format: 'der', type: 'spki' })
    .toString('base64')
  const rulebook = aRulebook({
    keyIds: { signing: TEST_KEYS.id, alsoVerifying: null, rebindPublicKey },
  })
  const owner = ANN_OWNS
  const permission = {
    id: 'p-1',
    organization: ACME,
    mark: markOf('address', 'ann@mail.example', TEST_KEYS, TENANT),
    expiresAtMs: NOON_MS + DAY_MS,
  }
  const x = sign(null, rebindPayload(permission, owner), operators.privateKey).toString('base64url')
  const og_rebind = {
    v: 1,
    g: [{ o: ACME, m: permission.mark, e: permission.expiresAtMs / 1000, i: 'p-1', x }],
  }

  test('#15 a permission moves the lock once', async () => {
    const moved = await login(
      holding(await annsLock(), { og_rebind }, { email: 'ann@mail.example' }),
      rulebook,
    )
    expect(moved.refusal).toBeNull()
    expect(moved.lock).toMatchObject({
      a: [[permission.mark, [[ACME, MEMBERS, 'r', NOON_MS / 1000]]]],
      r: ['p-1'],
    })
    const again = holding(moved.lock, { og_rebind }, { email: 'ann@mail.example' })
    expect(await login(again, rulebook)).toMatchObject(ADMITTED)
    expect(await login(holding(moved.lock, { og_rebind }), rulebook)).toMatchObject(
      refused('EMAIL_DRIFT', 'email-lock'),
    )
  })

  test('#15 no permission is believed without the public key', async () => {
    const moved = holding(await annsLock(), { og_rebind }, { email: 'ann@mail.example' })
    expect(await login(moved)).toMatchObject(refused('EMAIL_DRIFT', 'email-lock'))
  })

  test('#19 a domain that an organization left behind', async () => {
    const equivalentDomains = [
      {
        organization: ACME,
        from: 'acme.example.com',
        to: 'acme.example',
        untilMs: NOON_MS + DAY_MS,
      },
    ]
    const renamed = holding(await annsLock(), {}, { email: 'ann@acme.example' })
    expect(await login(renamed, aRulebook({ equivalentDomains }))).toMatchObject(ADMITTED)
    expect(
      await runLogin(aPostLoginEvent(renamed), aRulebook({ equivalentDomains }), NOON_MS + DAY_MS),
    ).toMatchObject({
      refusal: { reference: { reason: 'EMAIL_DRIFT' } },
    })
  })

  const OG_BREAK_GLASS = JSON.stringify([{ user: ANN, until: '2026-12-24T00:00:00Z' }])
  const glass = { secrets: { OG_BREAK_GLASS } }

  test('#63 a break-glass identity passes, and that is logged', async () => {
    const run = await login({ ...glass, ...holding('x', {}, { email_verified: false }) })
    expect(run).toMatchObject(ADMITTED)
    expect(run.log[0]).toMatch(/^og allow BREAK_GLASS /)
  })

  test('#63 a break-glass identity whose time is over does not', async () => {
    const run = await runLogin(
      aPostLoginEvent({ ...glass, user: { email_verified: false } }),
      aRulebook(),
      Date.UTC(2026, 11, 24),
    )
    expect(run.refusal?.reference?.reason).toBe('EMAIL_UNVERIFIED')
  })

  test('#63 a suspended break-glass identity does not, nor one whose blocks cannot be read', async () => {
    const og_block = { v: 1, b: [{ o: '*', r: 'SUSPENDED', t: 1 }] }
    expect(await login({ ...glass, ...holding(undefined, { og_block }) })).toMatchObject(
      refused('USER_SUSPENDED', 'user-suspended'),
    )
    expect(await login({ ...glass, ...holding(undefined, { og_block: 'x' }) })).toMatchObject(
      refused('BLOCK_UNREADABLE', 'user-suspended'),
    )
  })

  test('metadata that passes for a part of the profile', async () => {
    expect(await login(holding(await annsLock(), { phone_number: '+1' }))).toMatchObject(
      refused('STATE_SHADOW_KEY', 'runtime-guard'),
    )
  })

  test('#52 an actor nobody named', async () => {
    const session = { session: { id: 's', actor: { sub: 'agent' } } }
    expect(await login({ ...holding(await annsLock()), ...session })).toMatchObject(
      refused('ACTOR_NOT_ALLOWED', 'delegation', 'OG_ACCESS'),
    )
  })

  test('#42 somebody on behalf of a person whom the organization blocked', async () => {
    const og_block = { v: 1, b: [{ o: ACME, r: 'SUSPENDED', t: 1 }] }
    const transaction = {
      protocol: 'oauth2-token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      actor: { sub: 'service' },
    }
    expect(await login({ ...holding(await annsLock(), { og_block }), transaction })).toMatchObject(
      refused('ORG_BLOCKED', 'org-blocked'),
    )
  })
})

describe('what goes out', () => {
  test('#66 a refusal holds code, message and reference, and is said once', async () => {
    const run = await login({ user: { email_verified: false } })
    const [call] = run.calls
    expect(run.calls).toHaveLength(1)
    expect(call?.[1]).toMatch(
      /^OG_ACCESS: You do not have access here\. \(reference [0-9a-z]{26}\)$/,
    )
  })

  test('#65 the line holds no address, no person and no application', async () => {
    const run = await login({ user: { email_verified: false } })
    expect(run.log).toEqual([
      `og deny EMAIL_UNVERIFIED by verified-email door=sign-in org=${ACME} rulebook=0123abcd`,
    ])
  })

  test('#68 an api with nothing but refusing is enough', async () => {
    const calls: RecordedCall[] = []
    const api = {
      access: {
        deny(reason: string) {
          calls.push(['access.deny', reason])
          return api
        },
      },
    } as unknown as PostLoginAPI
    const event = aPostLoginEvent({ user: { email_verified: false } })
    expect(await runLogin(event, aRulebook(), NOON_MS, { api, calls })).toMatchObject(
      refused('EMAIL_UNVERIFIED', 'verified-email', 'OG_ACCESS'),
    )
  })
})

describe('#62 nothing is noticed where everything is monitored', () => {
  test.each<[string, Differences, string]>([
    ['#3 drift', { user: { email: 'x' } }, 'email-lock:EMAIL_UNACCEPTABLE'],
    ['#7 a stranger', { user: { email_verified: false } }, 'verified-email:EMAIL_UNVERIFIED'],
    ['#14 no address', { user: { email: undefined } }, 'verified-email:EMAIL_ABSENT'],
    ['#23 a hostile lock', holding('x'), 'runtime-guard:STATE_TAMPERED'],
    ['#27 no key', { secrets: undefined }, 'runtime-guard:CONFIG_INVALID'],
    ['#37 no organization', { organization: undefined }, 'org-required:ORG_CONTEXT_MISSING'],
    ['an unknown door', { transaction: undefined }, 'runtime-guard:EVENT_UNSUPPORTED'],
    [
      'an unreadable block',
      { user: { app_metadata: { og_block: 'x' } } },
      'user-suspended:BLOCK_UNREADABLE',
    ],
  ])('%s', async (_what, differences, would) => {
    const run = await login(differences, inMode('monitor'))
    expect(run).toMatchObject(ADMITTED)
    expect(run.log[0]).toContain(` would=${would}`)
  })

  test('a first login is not recorded', async () => {
    expect(await login({}, inMode('monitor'))).toMatchObject(ADMITTED)
    expect(await login({}, inMode('off'))).toMatchObject(ADMITTED)
  })

  test('capturing records it, and refuses nobody', async () => {
    const captured = await login({}, inMode('capture'))
    expect(captured.lock).toEqual(await annsLock())
    const drifted = holding(captured.lock, {}, { email: 'ann@mail.example' })
    expect(await login(drifted, inMode('capture'))).toMatchObject(ADMITTED)
  })
})

describe('when the guard itself fails', () => {
  const failing = (
    part: 'setAppMetadata' | 'deny',
  ): { api: PostLoginAPI; calls: RecordedCall[] } => {
    const { api, calls } = recordingApi()
    const fail = (): never => {
      throw new Error('ann@acme.example.com')
    }
    if (part === 'deny') return { api: { ...api, access: { deny: fail } }, calls }
    return { api: { ...api, user: { setAppMetadata: fail } }, calls }
  }
  const RETRY = { refusal: { code: 'OG_RETRY', message: 'Please try again.', reference: null } }

  test('a record that cannot be written refuses, without the error', async () => {
    const run = await runLogin(aPostLoginEvent(), aRulebook(), NOON_MS, failing('setAppMetadata'))
    expect(run).toMatchObject(RETRY)
    expect(run.log.at(-1)).toBe('og failed GUARD_FAILED error=Error')
    expect(run.calls).toHaveLength(1)
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
  ])('an event that is %s never throws', async (_what, event) => {
    const run = await runLogin(event as never)
    expect(run.refusal?.code).toMatch(/^OG_(RETRY|ADMIN)$/)
    expect(await runLogin(event as never, inMode('monitor'))).toMatchObject({ refusal: null })
  })

  test('an event whose parts throw never throws', async () => {
    const event = aPostLoginEvent()
    Object.defineProperty(event, 'user', {
      get: () => {
        throw new TypeError('ann@acme.example.com')
      },
    })
    const run = await runLogin(event)
    expect(run).toMatchObject(RETRY)
    expect(run.log).toEqual(['og failed GUARD_FAILED error=TypeError'])
    expect(await runLogin(event, inMode('monitor'))).toMatchObject(ADMITTED)
  })

  test('a refusal that cannot be said does not put its error into the callback', async () => {
    const run = runLogin(
      aPostLoginEvent({ user: { email_verified: false } }),
      aRulebook(),
      NOON_MS,
      failing('deny'),
    )
    // Throwing is what is left, and Auth0 then refuses; but its text must be ours.
    await expect(run).rejects.toThrow(/^(?!.*ann@acme)/)
  })
})

test('the handler is what Auth0 accepts: a native async function', () => {
  expect(onExecutePostLogin.constructor.name).toBe('AsyncFunction')
})
