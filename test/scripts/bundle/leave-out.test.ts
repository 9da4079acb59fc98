import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import type { MembershipSettings } from '../../../policies/login/membership.about.ts'
import { POLICY_NUMBERS, REASONS } from '../../../policies/reasons.ts'
import { bundleAction } from '../../../scripts/bundle/bundle-action.ts'
import { standInFor as standInOf } from '../../../scripts/bundle/leave-out.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { aSourceFolder } from '../../builders/a-project-folder.ts'
import { aRulebook, NOTHING_CONFIRMED } from '../../builders/a-rulebook.ts'
import { ACME } from '../../builders/ids.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'

const standInFor = (rulebook: BakedRulebook, path: string, trigger = 'post-login') =>
  standInOf(rulebook, path, trigger)

const PLATFORM_MEMBERSHIP = 'actions/post-login/platform-membership.ts'
const membershipOf = (source: MembershipSettings['source']) => ({
  ...loginSettings().membership,
  source,
})
const nothing = aRulebook({
  capabilities: NOTHING_CONFIRMED,
  login: loginSettings({
    rollout: {},
    membership: membershipOf('platform'),
    identifierLock: { phone: 'verified', username: 'free' },
  }),
})
/** A rulebook that has a use for the file, and for whatever can be used beside it. */
const everythingFor = (file: string): BakedRulebook =>
  aRulebook({
    capabilities: { ...NOTHING_CONFIRMED, revocation: true },
    keyIds: { ...aRulebook().keyIds, rebindPublicKey: 'key' },
    sink: { url: 'https://sink.example.com/', timeoutMs: 100 },
    login: loginSettings({
      rollout: everyPolicy('monitor'),
      membership: membershipOf(file === PLATFORM_MEMBERSHIP ? 'group' : 'live'),
    }),
  })

const OPTIONAL = [
  'policies/login/identity-lock.ts',
  'policies/login/identifier-lock.ts',
  'policies/login/delegation.ts',
  'policies/login/upstream-freshness.ts',
  'policies/login/move-lock.ts',
  'actions/post-login/live-membership.ts',
  PLATFORM_MEMBERSHIP,
  'actions/post-login/session-effects.ts',
  'actions/records/rebind-record.ts',
  'actions/records/grant-record.ts',
  'actions/answers/decision-sink.ts',
]

test.each([
  ['post-login', /^(SIGNUP|M2M|PROFILE)_/],
  ['password-reset-post-challenge', /^(SIGNUP|M2M|PROFILE)_/],
  ['pre-user-registration', /^(M2M|PROFILE)_/],
  ['credentials-exchange', /^(SIGNUP|PROFILE)_/],
])('%s holds the numbers of what it may say, and no sentences', async (trigger, never) => {
  const text = standInFor(nothing, 'policies/reasons.ts', trigger) ?? ''
  const tables = await import(`data:text/javascript,${encodeURIComponent(text)}`)
  const said = Object.entries(REASONS).filter(([reason]) => !never.test(reason))
  // What back ends ask alone is no policy of an Action.
  const { 'profile-change': _, ...asked } = POLICY_NUMBERS
  expect({ ...tables }).toEqual({ POLICY_NUMBERS: asked, REASONS: Object.fromEntries(said) })
})

describe.each(OPTIONAL)('%s', (file) => {
  test('is left out where nothing uses it, and only there', () => {
    expect([standInFor(nothing, file) === null, standInFor(everythingFor(file), file)]).toEqual([
      false,
      null,
    ])
  })

  test('has a stand-in with the same exports that code uses', async () => {
    const values = (text: string): readonly string[] =>
      [...text.matchAll(/^export (?:async )?(?:const|function) (\w+)/gm)].map(
        ([, name = '']) => name,
      )
    const text = await readFile(join(ROOT, file), 'utf8')
    const standIn = values(standInFor(nothing, file) ?? '')
    expect(values(text)).toEqual(expect.arrayContaining([...standIn]))
    expect(standIn).not.toEqual([])
  })

  test('is known in whichever folder it lies, and by no other name', () => {
    const found = [`/tmp/x/${file}`, `C:\\x\\${file.replaceAll('/', '\\')}`, `x${file}`, `${file}x`]
    expect(found.map((path) => standInFor(nothing, path) !== null)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test('does not change the Action that it is left out of, and changes the other', async () => {
    const text = await readFile(join(ROOT, file), 'utf8')
    const changed = await aSourceFolder([file, `${text}\n// a word more\n`])
    const isSame = async (rulebook: BakedRulebook): Promise<boolean> => {
      const [before, after] = await Promise.all(
        [ROOT, changed].map((root) => bundleAction(root, 'post-login', rulebook)),
      )
      return before?.sha256 === after?.sha256
    }
    expect([await isSame(nothing), await isSame(everythingFor(file))]).toEqual([true, false])
  })
})

test.each(['effective-role', 'group'] as const)('what the platform says is in for %s', (source) => {
  const rulebook = { ...nothing, login: loginSettings({ membership: membershipOf(source) }) }
  expect(standInFor(rulebook, PLATFORM_MEMBERSHIP)).toBeNull()
})

test.each<[string, Partial<BakedRulebook>]>([
  ['expiry', { capabilities: { ...NOTHING_CONFIRMED, expirySetters: true } }],
  ['revocation', { capabilities: { ...NOTHING_CONFIRMED, revocation: true } }],
  ['metadata of tokens', { capabilities: { ...NOTHING_CONFIRMED, refreshTokenMetadata: true } }],
])('each capability alone needs the effects on sessions: %s', (_what, differences) => {
  const rulebook = { ...nothing, ...differences }
  expect(standInFor(rulebook, 'actions/post-login/session-effects.ts')).toBeNull()
})

test.each([
  { phone: 'frozen', username: 'free' },
  { phone: 'free', username: 'frozen' },
] as const)('what is frozen is stored by a login of whatever mode: %o', (identifierLock) => {
  const rulebook = { ...nothing, login: loginSettings({ rollout: {}, identifierLock }) }
  expect(standInFor(rulebook, 'policies/login/identifier-lock.ts')).toBeNull()
})

test('a policy that one organization asks for is in', () => {
  const rollout = { delegation: aRollout('off', { organizations: { [ACME]: 'monitor' } }) }
  const rulebook = { ...nothing, login: loginSettings({ rollout }) }
  expect(standInFor(rulebook, 'policies/login/delegation.ts')).toBeNull()
})
