import type { Plugin } from 'esbuild'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { AboutPolicy, Moment } from '../../policies/about.ts'
import { CATALOGUE, type PolicyId } from '../../policies/catalogue.ts'
import { isOffEverywhere, OFF } from '../../policies/mode.ts'
import { POLICY_NUMBERS, REASONS } from '../../policies/reasons.ts'
import { isForBackEnds } from '../project/is-for-back-ends.ts'

/** A file that some rulebooks have no use for, and what stands in its place there. */
type Optional = {
  readonly file: string
  readonly isNeeded: (rulebook: BakedRulebook) => boolean
  /** The same exports, doing what the file would do under such a rulebook: nothing. */
  readonly standIn: string
}

const exportOf = (id: PolicyId): string => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())

const policy = (id: PolicyId): Optional => ({
  file: `policies/login/${id}.ts`,
  isNeeded: ({ login }) => !isOffEverywhere(login.rollout[id] ?? OFF),
  standIn: `export const ${exportOf(id)} = { id: '${id}', question: '', evaluate: () => ({ kind: 'pass' }) }`,
})

const IDENTIFIER_LOCK = policy('identifier-lock')
const ABOUT: readonly AboutPolicy[] = CATALOGUE
const SELDOM_USED = CATALOGUE.filter((_, place) => ABOUT[place]?.isLeftOutWhenOff === true)

/**
 * What is off is not deployed: reviewers read, and tenants run, only what the rulebook uses. The
 * bundle tests hold that the decisions are the same.
 */
const OPTIONAL: readonly Optional[] = [
  {
    ...IDENTIFIER_LOCK,
    // What it freezes is stored with the addresses, whatever its own mode.
    isNeeded: (rulebook) =>
      IDENTIFIER_LOCK.isNeeded(rulebook) ||
      Object.values(rulebook.login.identifierLock).includes('frozen'),
    standIn: `${IDENTIFIER_LOCK.standIn}\nexport const freezeIdentifiers = (content) => content`,
  },
  ...SELDOM_USED.filter(({ id }) => id !== 'identifier-lock').map(({ id }) => policy(id)),
  {
    file: 'actions/post-login/live-membership.ts',
    isNeeded: ({ login }) => login.membership.source === 'live',
    standIn: 'export const withLiveMembership = async (reading) => reading',
  },
  {
    file: 'actions/post-login/platform-membership.ts',
    isNeeded: ({ login: { membership } }) =>
      membership.source === 'effective-role' || membership.source === 'group',
    standIn: 'export const withPlatformMembership = async (reading) => reading',
  },
  {
    file: 'actions/post-login/session-effects.ts',
    isNeeded: ({ capabilities }) =>
      capabilities.expirySetters || capabilities.refreshTokenMetadata || capabilities.revocation,
    standIn:
      'export const revokeSessionAndTokens = () => false\nexport const shapeWhatIsIssued = () => {}',
  },
  {
    file: 'actions/records/rebind-record.ts',
    isNeeded: ({ keyIds }) => keyIds.rebindPublicKey !== null,
    standIn: "export const REBIND_KEY = 'og_rebind'\nexport const readRebinds = () => []",
  },
  {
    file: 'actions/records/grant-record.ts',
    isNeeded: ({ keyIds }) => keyIds.rebindPublicKey !== null,
    standIn: "export const GRANT_KEY = 'og_grant'\nexport const readGrants = () => []",
  },
  {
    file: 'policies/login/move-lock.ts',
    isNeeded: ({ keyIds }) => keyIds.rebindPublicKey !== null,
    standIn: 'export const moveLock = () => null',
  },
  {
    file: 'actions/answers/decision-sink.ts',
    isNeeded: ({ sink }) => sink !== null,
    standIn: 'export const sendDecision = async () => {}',
  },
]

/**
 * Between logins nobody acts for anybody and nobody proves who they are: what judges that has nothing to
 * judge there, and nothing is ended for it.
 */
const OF_LOGINS_ALONE: readonly Omit<Optional, 'isNeeded'>[] = [
  ...(['delegation', 'upstream-freshness'] as const).map((id) => policy(id)),
  { file: 'actions/post-login/actors.ts', standIn: 'export const readActors = () => []' },
  { file: 'actions/post-login/delegates.ts', standIn: 'export const readDelegates = () => []' },
]

/**
 * Actions hold what references carry as two plain tables. What is said of policies beside that, such
 * as the sentences for operators, stays out, and may change without a new version of an Action.
 */
const TABLES_FILE = 'policies/reasons.ts'
const row = (name: string, value: unknown): string =>
  `  ${/^\w+$/.test(name) ? name : `'${name}'`}: ${JSON.stringify(value)},\n`
const table = (name: string, rows: Readonly<Record<string, unknown>>): string =>
  `export const ${name} = {\n${Object.entries(rows)
    .map(([key, value]) => row(key, value))
    .join('')}}\n`
const tablesOf = (trigger: string): string =>
  table('POLICY_NUMBERS', NUMBERS_ASKED) + table('REASONS', reasonsOf(trigger))
/** Nobody can ask an Action for what none is asked. */
const NUMBERS_ASKED = Object.fromEntries(
  Object.entries(POLICY_NUMBERS).filter(([id]) => !isForBackEnds(id)),
)

/** Their own reasons are given in these Actions alone; those of logins, in others too. */
const GIVEN_IN: Partial<Record<Moment, string>> = {
  signup: 'pre-user-registration',
  'machine-token': 'credentials-exchange',
  'profile-change': 'none: back ends ask',
}
function reasonsOf(trigger: string): Readonly<Record<string, unknown>> {
  const abouts: readonly AboutPolicy[] = CATALOGUE
  const foreign = abouts
    .filter(({ moment }) => (GIVEN_IN[moment] ?? trigger) !== trigger)
    .flatMap(({ reasons }) => Object.keys(reasons))
  return Object.fromEntries(Object.entries(REASONS).filter(([name]) => !foreign.includes(name)))
}

/**
 * What stands in for the file under this rulebook in the Action of this trigger; null where the file itself
 * is bundled.
 */
export const standInFor = (
  rulebook: BakedRulebook,
  path: string,
  trigger: string,
): string | null =>
  endsWithFile(path, TABLES_FILE)
    ? tablesOf(trigger)
    : ([
        ...(trigger === 'event-stream' ? OF_LOGINS_ALONE : []),
        ...OPTIONAL.filter(({ isNeeded }) => !isNeeded(rulebook)),
      ].find(({ file }) => endsWithFile(path, file))?.standIn ?? null)

const endsWithFile = (path: string, file: string): boolean =>
  `/${path.replaceAll('\\', '/')}`.endsWith(`/${file}`)

/** Replaces the files that `rulebook` has no use for. */
export const leaveOut = (rulebook: BakedRulebook, trigger: string): Plugin => ({
  name: 'leave-out',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = standInFor(rulebook, path, trigger)
      return contents === null ? null : { contents, loader: 'js' }
    })
  },
})
