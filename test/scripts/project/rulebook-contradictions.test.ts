import { describe, expect, test } from 'vitest'
import type { BakedRulebook, Capabilities } from '../../../actions/rulebook/baked-rulebook.ts'
import type { PolicyId } from '../../../policies/catalogue.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import type { Mode } from '../../../policies/mode.ts'
import { contradictions } from '../../../scripts/project/rulebook-contradictions.ts'
import { aRulebook, NOTHING_CONFIRMED } from '../../builders/a-rulebook.ts'
import { ACME } from '../../builders/ids.ts'
import { anEmailLock, aRollout, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

type Part<Name extends keyof LoginSettings> = Partial<LoginSettings[Name]>
type Settings = {
  readonly membership?: Part<'membership'>
  readonly emailLock?: Part<'emailLock'>
  readonly identifierLock?: Part<'identifierLock'>
  /** Policies that are not off, and their modes. */
  readonly modes?: Readonly<Partial<Record<PolicyId, Mode>>>
  /** The modes are those of one organization, and the policies off for everyone else. */
  readonly forOne?: true
  readonly confirmed?: Partial<Capabilities>
  /** Grants are signed with a key whose public half is committed. */
  readonly isGranting?: true
}

function rulebook({
  modes = {},
  forOne,
  confirmed,
  isGranting,
  ...parts
}: Settings): BakedRulebook {
  const plain = loginSettings()
  const rollout = Object.fromEntries(
    Object.entries(modes).map(([policy, mode]) => [
      policy,
      forOne === true ? aRollout('off', { organizations: { [ACME]: mode } }) : aRollout(mode),
    ]),
  )
  const { keyIds } = aRulebook()
  return aRulebook({
    keyIds: isGranting === true ? { ...keyIds, rebindPublicKey: 'public' } : keyIds,
    capabilities: { ...NOTHING_CONFIRMED, ...confirmed },
    login: {
      ...plain,
      rollout,
      membership: { ...plain.membership, source: 'platform', ...parts.membership },
      emailLock: anEmailLock(parts.emailLock),
      identifierLock: { phone: 'free', username: 'free', ...parts.identifierLock },
    },
  })
}

const MARKER = 'policies.membership.markerRole'
const GRACE = 'policies.membership.onUnavailable'
const GROUPS = 'policies.membership.groups'
const SOURCE = 'policies.membership.source'
const FROZEN = 'policies.identifier-lock'
const STALE = 'policies.upstream-freshness'
const NEWCOMERS = 'policies.email-lock.newcomers'
const SPREAD = 'policies.email-lock.spread'

const asked = { rolesAndGroups: true }
const frozenUserName = { identifierLock: { username: 'frozen' } } as const
const kept: Settings['modes'] = { 'identifier-lock': 'enforce', 'email-lock': 'enforce' }
const locking: Settings['modes'] = { 'email-lock': 'enforce' }
/** Ten days of records, the last of which ends so long after the cut-over. */
const endingAfter = (lateMs: number): Part<'emailLock'> => ({
  cutOverMs: NOON_MS,
  spread: { fromMs: NOON_MS - 10 * DAY_MS + lateMs, days: 10 },
})

test.each<[string, Settings, readonly string[]]>([
  ['nothing said', {}, []],
  [
    'a marker role without a name',
    { membership: { source: 'marker-role', markerRole: '' } },
    [MARKER],
  ],
  ['a marker role with one', { membership: { source: 'marker-role', markerRole: 'member' } }, []],
  [
    'an effective role without a name',
    { membership: { source: 'effective-role', markerRole: '' }, confirmed: asked },
    [MARKER],
  ],
  [
    'an effective role that can be asked for',
    { membership: { source: 'effective-role', markerRole: 'member' }, confirmed: asked },
    [],
  ],
  [
    'an effective role that perhaps cannot, and is missed by nobody',
    { membership: { source: 'effective-role', onUnavailable: 'allow' } },
    [SOURCE],
  ],
  ['a group where there is none', { membership: { source: 'group' }, confirmed: asked }, [GROUPS]],
  ['a group', { membership: { source: 'group', groups: { [ACME]: ['x'] } }, confirmed: asked }, []],
  [
    'a group that perhaps cannot be asked for',
    { membership: { source: 'group', groups: { [ACME]: ['x'] } } },
    [SOURCE],
  ],
  [
    'a group and grace, where tokens remember nothing',
    {
      membership: { source: 'group', groups: { [ACME]: ['x'] }, onUnavailable: 'grace' },
      confirmed: asked,
    },
    [GRACE],
  ],
  ['no marker role, where none is asked for', { membership: { markerRole: '' } }, []],
  [
    'grace, where tokens remember nothing',
    { membership: { source: 'live', onUnavailable: 'grace' } },
    [GRACE],
  ],
  [
    'grace, where they do',
    {
      membership: { source: 'live', onUnavailable: 'grace' },
      confirmed: { refreshTokenMetadata: true },
    },
    [],
  ],
  ['no grace', { membership: { source: 'live', onUnavailable: 'deny' } }, []],
  ['grace, where nobody is asked', { membership: { onUnavailable: 'grace' } }, []],
  [
    'a frozen user name without a lock',
    { ...frozenUserName, modes: { 'identifier-lock': 'enforce' } },
    [FROZEN],
  ],
  [
    'a frozen telephone number beside a lock that is only watched',
    {
      identifierLock: { phone: 'frozen' },
      modes: { 'identifier-lock': 'monitor', 'email-lock': 'monitor' },
    },
    [FROZEN],
  ],
  [
    'a frozen user name beside a lock that adopts nothing',
    { ...frozenUserName, emailLock: { onMissing: 'deny' }, modes: kept },
    [FROZEN],
  ],
  [
    'a frozen user name beside a lock that only observes',
    { ...frozenUserName, emailLock: { onMissing: 'observe' }, modes: kept },
    [FROZEN],
  ],
  [
    'a frozen user name for one organization, without a lock',
    { ...frozenUserName, modes: { 'identifier-lock': 'enforce' }, forOne: true },
    [FROZEN],
  ],
  ['a frozen user name beside a lock', { ...frozenUserName, modes: kept }, []],
  [
    'a frozen user name beside a lock that captures',
    { ...frozenUserName, modes: { ...kept, 'email-lock': 'capture' } },
    [],
  ],
  ['a frozen user name that is off', frozenUserName, []],
  ['free identifiers without a lock', { modes: { 'identifier-lock': 'enforce' } }, []],
  [
    'a maximum age that no session can be held to',
    { modes: { 'upstream-freshness': 'enforce' } },
    [STALE],
  ],
  [
    'one for a single organization',
    { modes: { 'upstream-freshness': 'enforce' }, forOne: true },
    [STALE],
  ],
  [
    'a maximum age where sessions can be ended',
    { modes: { 'upstream-freshness': 'enforce' }, confirmed: { expirySetters: true } },
    [],
  ],
  ['a maximum age that is only watched', { modes: { 'upstream-freshness': 'capture' } }, []],
  [
    'grants that nobody can give',
    { emailLock: { newcomers: 'grant' }, modes: locking },
    [NEWCOMERS],
  ],
  [
    'grants that nobody can give, where locks are captured for one organization',
    { emailLock: { newcomers: 'grant' }, modes: { 'email-lock': 'capture' }, forOne: true },
    [NEWCOMERS],
  ],
  [
    'grants that somebody can give',
    { emailLock: { newcomers: 'grant' }, modes: locking, isGranting: true },
    [],
  ],
  [
    'grants that nobody asks for',
    { emailLock: { newcomers: 'grant' }, modes: { 'email-lock': 'monitor' } },
    [],
  ],
  ['newcomers without grants', { emailLock: { newcomers: 'vouched' }, modes: locking }, []],
  ['records to the cut-over', { emailLock: endingAfter(0), modes: locking }, []],
  ['records beyond the cut-over', { emailLock: endingAfter(1), modes: locking }, [SPREAD]],
  [
    'records beyond the cut-over, of one organization',
    { emailLock: endingAfter(DAY_MS), modes: { 'email-lock': 'capture' }, forOne: true },
    [SPREAD],
  ],
  [
    'records beyond the cut-over that nobody makes',
    { emailLock: endingAfter(DAY_MS), modes: { 'email-lock': 'monitor' } },
    [],
  ],
  ...(['observe', 'deny'] as const).map((onMissing): [string, Settings, readonly string[]] => [
    `records beyond the cut-over, where missing ones are not adopted: ${onMissing}`,
    { emailLock: { ...endingAfter(DAY_MS), onMissing }, modes: locking },
    [],
  ]),
])('%s', (_what, settings, paths) => {
  expect(contradictions(rulebook(settings)).map(({ place }) => place?.path)).toEqual(paths)
})

describe('the faults', () => {
  const faults = contradictions(
    rulebook({
      membership: { source: 'marker-role', markerRole: '' },
      ...frozenUserName,
      modes: { 'identifier-lock': 'enforce', 'upstream-freshness': 'enforce' },
    }),
  )

  test('are told at once', () => {
    expect(faults.map(({ place }) => place?.path)).toEqual([MARKER, FROZEN, STALE])
  })

  test('name the rulebook, the path, and what to do', () => {
    for (const { code, message, fix, place } of faults) {
      expect([code, place?.file]).toEqual(['rulebook_contradiction', 'tenant/rulebook.json'])
      expect(message).toMatch(
        /^`policies\.[\w.-]+` in `tenant\/rulebook\.json` is not accepted: found .+, accepted .+$/,
      )
      expect(fix).toMatch(/^[a-z].+[^.]$/)
    }
  })
})
