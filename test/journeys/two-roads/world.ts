import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type DerivedKeys, deriveKeys } from '../../../actions/records/keyring.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import { bakeRulebook } from '../../../scripts/project/bake-rulebook.ts'
import { developmentRebindKey } from '../../../scripts/project/development-rebind-key.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { aRulebook, NOTHING_CONFIRMED } from '../../builders/a-rulebook.ts'
import { signupSettings } from '../../builders/a-signup.ts'
import { ACME, GLOBEX, MEMBERS, PORTAL } from '../../builders/ids.ts'
import { anEmailLock, aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../../builders/noon.ts'
import { OLD_KEYS, OLD_SECRET, TEST_KEYS, TEST_SECRET } from '../../builders/test-keys.ts'

export const ANN_ID = 'auth0|ann-000000000000000001'
/** One of those who repair the tenant. */
export const ZOE_ID = 'auth0|zoe-000000000000000002'
export const MACHINE = 'clientNightlyExportAAAAAAAAAAAAA'

/** A rulebook, and everything that an event under it may speak of. */
export type World = {
  readonly rulebook: BakedRulebook
  readonly organizations: readonly [acme: string, globex: string]
  readonly clients: readonly string[]
  readonly connections: readonly string[]
  /** The signing key's first, then what may have signed before. */
  readonly keys: readonly [DerivedKeys, ...DerivedKeys[]]
  readonly rebindKey: KeyObject
  readonly secrets: Readonly<Record<string, string>>
}

const PEOPLE = {
  OG_BREAK_GLASS: JSON.stringify([
    { user: ZOE_ID, until: new Date(NOON_MS + HOUR_MS).toISOString() },
    { user: ANN_ID, until: new Date(NOON_MS - HOUR_MS).toISOString() },
  ]),
}
const delegatesOf = (organization: string): string =>
  JSON.stringify([
    { user: 'auth0|desk', organization, until: new Date(NOON_MS + DAY_MS).toISOString() },
  ])

/** A rulebook of this checkout, as it is deployed. */
export async function sampleWorld(name: 'local' | 'local-strict'): Promise<World> {
  const project = await loadProject(ROOT, name)
  const { ids } = project
  const organizations = [ids.organizations.acme ?? '', ids.organizations.globex ?? ''] as const
  return {
    rulebook: bakeRulebook(project, NOON_MS).rulebook,
    organizations,
    clients: Object.values(ids.clients),
    connections: Object.values(ids.connections),
    keys: [deriveKeys(DEVELOPMENT_SIGNING_KEY)],
    rebindKey: createPrivateKey(developmentRebindKey()),
    secrets: {
      ...PEOPLE,
      OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY,
      OG_DELEGATES: delegatesOf(organizations[0]),
    },
  }
}

const operators = generateKeyPairSync('ed25519')
const REBIND_PUBLIC_KEY = operators.publicKey
  .export({ format: 'der', type: 'spki' })
  .toString('base64')

/** Everything that a rulebook can hold, every policy in one mode. */
export function madeWorld(
  mode: 'monitor' | 'capture' | 'enforce',
  differences: Partial<BakedRulebook> = {},
): World {
  const plain = aRulebook()
  return {
    rulebook: aRulebook({
      keyIds: {
        signing: TEST_KEYS.id,
        alsoVerifying: OLD_KEYS.id,
        rebindPublicKey: REBIND_PUBLIC_KEY,
      },
      capabilities: {
        organizationOnRefresh: false,
        refreshTokenMetadata: true,
        expirySetters: true,
        revocation: true,
        rolesAndGroups: true,
      },
      equivalentDomains: [
        {
          organization: ACME,
          from: 'acme.example.com',
          to: 'acme.example.org',
          untilMs: NOON_MS + DAY_MS,
        },
        {
          organization: GLOBEX,
          from: 'globex.example.com',
          to: 'acme.example.org',
          untilMs: NOON_MS - DAY_MS,
        },
      ],
      messages: {
        ...plain.messages,
        OG_ADMIN: { default: 'Ask your administrator.', de: 'Bitte wenden Sie sich an …' },
      },
      login: loginSettings({
        rollout: everyPolicy(mode),
        exemptions: [
          {
            policy: 'email-lock',
            organization: GLOBEX,
            application: PORTAL,
            untilMs: NOON_MS + DAY_MS,
          },
          { policy: 'membership', application: PORTAL, untilMs: NOON_MS - DAY_MS },
        ],
        trustedSources: ['con_googleAAAAAAAAAA'],
        delegation: { actors: { [ACME]: [MACHINE] } },
        emailLock: anEmailLock({ spread: { fromMs: NOON_MS - 2 * DAY_MS, days: 4 } }),
        membership: { ...loginSettings().membership, source: 'marker-role' },
      }),
      signup: signupSettings({
        rollout: { 'signup-gate': aRollout(mode) },
        signupGate: {
          admit: 'domains',
          domains: ['acme.example.com', 'xn--bcher-kva.example'],
          operators: 'granted',
          phone: 'refuse',
        },
      }),
      passwordReset: { ...plain.passwordReset, rollout: { 'password-reset-gate': aRollout(mode) } },
      machineToken: {
        ...plain.machineToken,
        rollout: { 'machine-token-gate': aRollout(mode) },
        machineTokenGate: { clients: { [ACME]: [MACHINE] } },
      },
      ...differences,
    }),
    organizations: [ACME, GLOBEX],
    clients: [PORTAL, MACHINE],
    connections: [MEMBERS, 'con_googleAAAAAAAAAA'],
    keys: [TEST_KEYS, OLD_KEYS],
    rebindKey: operators.privateKey,
    secrets: {
      ...PEOPLE,
      OG_SIGNING_KEY: TEST_SECRET,
      OG_VERIFYING_KEY: OLD_SECRET,
      OG_DELEGATES: delegatesOf(ACME),
    },
  }
}

/** Requests may loosen, the cut-over is past, and nothing has been confirmed about the plan. */
export const looseWorld = (): World => {
  const { rulebook, ...rest } = madeWorld('enforce')
  const login = {
    ...rulebook.login,
    requestsMayLoosen: true,
    emailLock: anEmailLock({ cutOverMs: NOON_MS - 10 * DAY_MS }),
    membership: { ...rulebook.login.membership, source: 'platform' as const },
  }
  return { ...rest, rulebook: { ...rulebook, capabilities: NOTHING_CONFIRMED, login } }
}

/** A secret that is not the one whose id was committed. */
export const keylessWorld = (): World => {
  const world = madeWorld('enforce')
  return { ...world, secrets: { ...world.secrets, OG_SIGNING_KEY: OLD_SECRET } }
}
