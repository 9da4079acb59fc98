import { deriveKeys } from '../../../actions/records/keyring.ts'
import { anActionFile } from '../../builders/an-action-file.ts'
import { type Change, type Changes, withKeys } from './a-project.ts'

/** What `check` finds in the repository's tenant folder once some files are changed. */
export type Case = {
  readonly what: string
  readonly changes: Changes
  /** Finding, file, and its line or a text that is first on that line; every finding, in order. */
  readonly found: readonly (readonly [id: string, file: string, onLine: string | number])[]
  /** Defaults to `local`. */
  readonly environments?: readonly string[]
  readonly secrets?: Readonly<Record<string, string>>
  readonly demandSecrets?: boolean
  /** Where the finding is the Deploy CLI's: it takes a while. */
  readonly asksDeployCli?: true
  /** Defaults to `NOW_MS`. */
  readonly nowMs?: number
}

export const NOW_MS = Date.parse('2026-11-23T12:00:00Z')

export const LOCAL = 'tenant/environments/local.json'
export const PRODUCTION = 'tenant/environments/production.json'
export const RULEBOOK = 'tenant/rulebook.json'
export const TRIGGERS = 'tenant/triggers/triggers.json'
export const MEMBERS = 'tenant/database-connections/members/database.json'
export const WAIVERS = 'tenant/waivers.json'

/** Made for these tests: no tenant has it. */
export const PRODUCTION_KEY = 'a-key-of-the-production-environment-of-these-tests'
const SECRETS = [
  'ACME_OIDC_CLIENT_SECRET',
  'GOOGLE_CLIENT_SECRET',
  'OG_CLIENT_ID',
  'OG_CLIENT_SECRET',
  'OG_DOMAIN',
  'OG_SIGNING_KEY',
]

/** A second environment beside `local`, with the names of the local one. */
export const withProduction = (
  differences: Readonly<Record<string, unknown>> = {},
  organizations: Readonly<Record<string, string>> = {},
): Changes => ({
  [PRODUCTION]: json({
    domain: 'example.eu.auth0.com',
    manages: ['actions', 'triggers'],
    capabilities: { organizationOnRefresh: false },
    keys: { signing: deriveKeys(PRODUCTION_KEY).id, alsoVerifying: null },
    operatorsCreate: 'nothing',
    keywords: {},
    secrets: SECRETS,
    overrides: {},
    ...differences,
  }),
  'tenant/environments/production.ids.json': json({
    ...PRODUCTION_IDS,
    organizations: { ...PRODUCTION_IDS.organizations, ...organizations },
  }),
})

const PRODUCTION_IDS = {
  clients: {
    'Back Office': 'client-back-office',
    'Member Portal': 'client-member-portal',
    'Nightly Export': 'client-nightly-export',
    Reports: 'client-reports',
  },
  connections: { 'acme-oidc': 'con_acme', members: 'con_members' },
  organizations: { acme: 'org_acme', globex: 'org_globex' },
}

/** The guards of the tenant folder, in the order of their files. */
export const GUARDS = [
  'tenant/actions/org-guard-credentials-exchange.json',
  'tenant/actions/org-guard-password-reset-post-challenge.json',
  'tenant/actions/org-guard-post-login.json',
  'tenant/actions/org-guard-pre-user-registration.json',
]

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** An Action that is not ours, bound before or after the guard of its trigger. */
export const withAction = (
  code: string,
  {
    bind = 'after',
    ...differences
  }: { bind?: 'before' | 'after' | 'never' } & Record<string, unknown> = {},
): Changes => ({
  'tenant/actions/other.json': json({ ...anActionFile('other'), ...differences }),
  'tenant/actions/other/code.js': code,
  ...(bind === 'never' ? {} : { [TRIGGERS]: bindOther(bind) }),
})

const bindOther =
  (bind: 'before' | 'after'): Change =>
  (text) => {
    const bindings = JSON.parse(text) as Record<string, unknown[]>
    const other = { action_name: 'other', display_name: 'other' }
    const guard = bindings['post-login'] ?? []
    const list = bind === 'before' ? [other, ...guard] : [...guard, other]
    return json({ ...bindings, 'post-login': list })
  }

export const IDLE = 'exports.onExecutePostLogin = async () => {}\n'

export const policies = (differences: Readonly<Record<string, unknown>>): Change =>
  withKeys({ policies: differences })
