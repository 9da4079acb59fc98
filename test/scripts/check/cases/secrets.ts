import { deriveKeys } from '../../../../actions/records/keyring.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../../scripts/project/local-environments.ts'
import {
  type Case,
  IDLE,
  json,
  LOCAL,
  PRODUCTION,
  PRODUCTION_KEY,
  WAIVERS,
  withAction,
  withProduction,
} from '../a-case.ts'
import { swap, withKeys } from '../a-project.ts'

const OTHER_KEY = 'another-key-that-belongs-to-nobody-in-these-tests'
const GUARD = 'tenant/actions/org-guard-post-login.json'
const OIDC = 'tenant/connections/acme-oidc.json'
const OTHER = 'tenant/actions/other.json'
const CODE = 'tenant/actions/other/code.js'
const KEY = '@@OG_SIGNING_KEY@@'
const CONNECTION_KEY = '@@ACME_OIDC_CLIENT_SECRET@@'
const MARKED = '"@@ACME_OIDC_CLIENT_SECRET@@"'

const secrets = [{ name: 'API_KEY', value: '@@GOOGLE_CLIENT_SECRET@@' }]
const readsKey = 'exports.onExecutePostLogin = async (event) => { event.secrets.API_KEY }\n'

/** Keywords and secrets. */
export const SECRET_CASES: readonly Case[] = [
  {
    what: 'a keyword that has no value',
    changes: { 'tenant/tenant.json': swap('"Example"', '"##COMPANY##"') },
    found: [['keyword_unknown', 'tenant/tenant.json', 'COMPANY']],
  },
  {
    what: 'a keyword in code that has no value',
    changes: withAction(`${IDLE}// @@COMPANY@@\n`),
    found: [['keyword_unknown', CODE, 'COMPANY']],
  },
  {
    what: 'a keyword and a secret that nothing uses',
    changes: {
      [LOCAL]: (text) =>
        json({
          ...JSON.parse(text),
          keywords: { COMPANY: 'Example' },
          secrets: [...JSON.parse(text).secrets, 'SPARE_SECRET'],
        }),
    },
    found: [
      ['secret_unused', LOCAL, '"SPARE_SECRET"'],
      ['keyword_unused', LOCAL, '"COMPANY"'],
    ],
  },
  {
    what: 'a keyword that is used',
    changes: {
      [LOCAL]: withKeys({ keywords: { COMPANY: 'Example' } }),
      'tenant/tenant.json': swap('"Example"', '"@@COMPANY@@"'),
    },
    found: [],
  },
  {
    what: 'a secret put in with ##',
    changes: { [OIDC]: swap(MARKED, '"##ACME_OIDC_CLIENT_SECRET##"') },
    found: [['secret_spliced', OIDC, '##ACME_OIDC_CLIENT_SECRET##']],
  },
  {
    what: 'a secret without quotes',
    changes: { [OIDC]: swap(MARKED, '@@ACME_OIDC_CLIENT_SECRET@@') },
    found: [['secret_spliced', OIDC, '@@ACME_OIDC_CLIENT_SECRET@@']],
  },
  {
    what: 'a secret inside a longer text',
    changes: { [OIDC]: swap(MARKED, '"prefix @@ACME_OIDC_CLIENT_SECRET@@"') },
    found: [['secret_spliced', OIDC, 'prefix']],
  },
  {
    what: 'a secret in code',
    changes: withAction(`${IDLE}const key = @@GOOGLE_CLIENT_SECRET@@\n`),
    found: [['secret_misplaced', CODE, 'GOOGLE_CLIENT_SECRET']],
  },
  ...(
    [
      ['in a client’s description', 'tenant/clients/Reports.json', { description: KEY }, KEY],
      ['in metadata', 'tenant/clients/Reports.json', { client_metadata: { a: KEY } }, KEY],
      ['in the tenant’s name', 'tenant/tenant.json', { friendly_name: KEY }, KEY],
      ['as the name of a member', 'tenant/tenant.json', { flags: { [KEY]: true } }, KEY],
      ['in a list', 'tenant/clients/Reports.json', { callbacks: [KEY] }, KEY],
      ['in hashes', 'tenant/tenant.json', { friendly_name: '##OG_DOMAIN##' }, '##OG_DOMAIN##'],
      ['in a longer text', 'tenant/tenant.json', { friendly_name: `a ${KEY}` }, KEY],
      ['of a connection, elsewhere', OIDC, { display_name: CONNECTION_KEY }, '"display_name"'],
      ['of the guard, at a field for secrets', OIDC, { options: { app_secret: KEY } }, KEY],
      [
        'of the guard, under another name of its own',
        GUARD,
        {
          secrets: [
            { name: 'OG_SIGNING_KEY', value: KEY },
            { name: 'OG_DOMAIN', value: KEY },
          ],
        },
        '"OG_DOMAIN"',
      ],
    ] as const
  ).map(
    ([what, file, differences, onLine]): Case => ({
      what: `a secret ${what}`,
      changes: { [file]: withKeys(differences) },
      found: [['secret_misplaced', file, onLine === '"OG_DOMAIN"' ? 13 : onLine]],
    }),
  ),
  {
    what: 'a secret of the guard in another Action',
    changes: withAction(
      'exports.onExecutePostLogin = async (e) => { e.secrets.OG_SIGNING_KEY }\n',
      {
        secrets: [{ name: 'OG_SIGNING_KEY', value: KEY }],
      },
    ),
    found: [['secret_misplaced', OTHER, '"value"']],
  },
  {
    what: 'a secret of the guard where nobody lists it, in a page that is not deployed',
    changes: { 'tenant/pages/login.html': '<p>\n@@OG_DELEGATES@@ and ##OG_BREAK_GLASS##' },
    found: [
      ['secret_misplaced', 'tenant/pages/login.html', 2],
      ['secret_misplaced', 'tenant/pages/login.html', 2],
    ],
  },
  {
    what: 'a secret that another marker hides',
    changes: { 'tenant/tenant.json': swap('"Example"', '"@@A@@OG_SIGNING_KEY@@"') },
    found: [
      ['keyword_unknown', 'tenant/tenant.json', '@@A@@'],
      ['secret_misplaced', 'tenant/tenant.json', '@@A@@'],
    ],
  },
  {
    what: 'a secret that is written with escapes',
    changes: { 'tenant/tenant.json': swap('"Example"', '"\\u0040@OG_SIGNING_KEY@\\u0040"') },
    found: [['secret_misplaced', 'tenant/tenant.json', 'OG_SIGNING_KEY']],
  },
  {
    what: 'a secret under a member that stands twice',
    changes: {
      'tenant/tenant.json': swap(
        '"friendly_name"',
        '"friendly_name": "@@OG_DOMAIN@@", "friendly_name"',
      ),
    },
    found: [
      ['json_duplicate_key', 'tenant/tenant.json', 'OG_DOMAIN'],
      ['secret_misplaced', 'tenant/tenant.json', 'OG_DOMAIN'],
    ],
  },
  {
    what: 'a file that is named after a secret',
    changes: { 'tenant/pages/@@OG_SIGNING_KEY@@.html': '<p>' },
    found: [['secret_misplaced', 'tenant/pages/@@OG_SIGNING_KEY@@.html', 1]],
  },
  {
    what: 'a keyword whose value is a marker',
    changes: {
      [LOCAL]: withKeys({ keywords: { COMPANY: 'of @@OG_SIGNING_KEY@@' } }),
      'tenant/tenant.json': swap('"Example"', '"##COMPANY##"'),
    },
    found: [
      ['keyword_value_marked', LOCAL, '"COMPANY"'],
      ['secret_misplaced', 'tenant/tenant.json', '##COMPANY##'],
    ],
  },
  {
    what: 'a marker that is put together from two keywords',
    changes: {
      [LOCAL]: withKeys({ keywords: { COMPANY: 'SIGNING_KEY' } }),
      'tenant/tenant.json': swap('"Example"', '"@@OG_##COMPANY##@@"'),
    },
    found: [['secret_misplaced', 'tenant/tenant.json', '##COMPANY##']],
  },
  {
    what: 'a keyword whose value ends its text and goes on with fields of its own',
    changes: {
      [LOCAL]: withKeys({ keywords: { COMPANY: 'Example", "sandbox_version": "12' } }),
      'tenant/tenant.json': swap('"Example"', '"##COMPANY##"'),
    },
    found: [['keyword_spills', 'tenant/tenant.json', '##COMPANY##']],
  },
  {
    what: 'a secret among the keywords',
    changes: {
      [LOCAL]: withKeys({ keywords: { GOOGLE_CLIENT_SECRET: 'hunter2-hunter2' } }),
    },
    found: [
      ['secret_in_git', 'tenant/connections/google-oauth2.json', '"client_secret"'],
      ['keyword_is_secret', LOCAL, '"GOOGLE_CLIENT_SECRET": "'],
    ],
  },
  {
    what: 'a waiver for a misplaced secret',
    changes: {
      'tenant/tenant.json': withKeys({ friendly_name: KEY }),
      [WAIVERS]: json({
        waivers: [
          {
            finding: 'secret_misplaced',
            owner: 'platform',
            reason: 'somebody would like to',
            expires: '2027-01-01',
          },
        ],
      }),
    },
    found: [
      ['secret_misplaced', 'tenant/tenant.json', KEY],
      ['waivers_invalid', WAIVERS, '"secret_misplaced"'],
    ],
  },
  {
    what: 'the secret of a connection in git',
    changes: {
      [OIDC]: swap(MARKED, '"hunter2-hunter2"'),
      [LOCAL]: withoutSecret('ACME_OIDC_CLIENT_SECRET'),
    },
    found: [['secret_in_git', OIDC, '"client_secret"']],
  },
  {
    what: 'the secret of a connection among the keywords',
    changes: {
      [LOCAL]: (text) =>
        json({
          ...JSON.parse(withoutSecret('ACME_OIDC_CLIENT_SECRET')(text)),
          keywords: { ACME_OIDC_CLIENT_SECRET: 'hunter2-hunter2' },
        }),
    },
    found: [['secret_in_git', OIDC, '"client_secret"']],
  },
  {
    what: 'the key of an Action in git',
    changes: withAction(readsKey, { secrets: [{ name: 'API_KEY', value: 'hunter2-hunter2' }] }),
    found: [['secret_in_git', OTHER, '"value"']],
  },
  {
    what: 'a secret of an Action that is none',
    changes: withAction('exports.onExecutePostLogin = async (e) => { e.secrets.REGION }\n', {
      secrets: [{ name: 'REGION', value: 'eu' }],
    }),
    found: [],
  },
  {
    what: 'a secret as an export writes it',
    changes: withAction(readsKey, { secrets: [{ name: 'API_KEY' }] }),
    found: [
      [
        'action_secret_without_value',
        OTHER,
        '{\n      "name": "API_KEY"'.split('\n')[1]?.trim() ?? '',
      ],
    ],
  },
  {
    what: 'code that reads a secret nobody gives it',
    changes: withAction(readsKey),
    found: [['action_secret_missing', OTHER, '"secrets"']],
  },
  {
    what: 'a comment about a secret',
    changes: withAction(`${IDLE}// event.secrets.API_KEY\n`),
    found: [],
  },
  {
    what: 'a guard without its key',
    changes: { [GUARD]: withKeys({ secrets: [] }) },
    found: [['action_secret_missing', GUARD, '"secrets"']],
  },
  {
    what: 'a rotation: the build gives the guards its second key',
    changes: { [LOCAL]: withKeys({ keys: { alsoVerifying: '0a1b2c3d' } }) },
    found: [],
  },
  {
    what: 'a secret that the code does not read',
    changes: withAction(IDLE, { secrets }),
    found: [['action_secret_unused', OTHER, '"name": "API_KEY"']],
  },
  {
    what: 'the right key',
    changes: withProduction(),
    environments: ['production'],
    secrets: { OG_SIGNING_KEY: PRODUCTION_KEY },
    found: [],
  },
  {
    what: 'somebody else’s key',
    changes: withProduction(),
    environments: ['production'],
    secrets: { OG_SIGNING_KEY: OTHER_KEY },
    found: [['key_mismatch', PRODUCTION, '"signing"']],
  },
  {
    what: 'the key of one of several environments',
    changes: withProduction(),
    environments: ['local', 'production'],
    secrets: { OG_SIGNING_KEY: PRODUCTION_KEY },
    found: [],
  },
  {
    what: 'a short key',
    changes: withProduction(),
    environments: ['production'],
    secrets: { OG_SIGNING_KEY: 'short' },
    found: [['key_too_short', PRODUCTION, '"signing"']],
  },
  {
    what: 'the development key elsewhere',
    changes: withProduction({
      keys: { signing: deriveKeys(DEVELOPMENT_SIGNING_KEY).id, alsoVerifying: null },
    }),
    environments: ['production'],
    found: [['development_key', PRODUCTION, '"keys"']],
  },
  {
    what: 'secrets that a deploy would demand',
    changes: withProduction(),
    environments: ['production'],
    demandSecrets: true,
    secrets: {
      ACME_OIDC_CLIENT_SECRET: 'x',
      GOOGLE_CLIENT_SECRET: 'x',
      OG_CLIENT_ID: 'x',
      OG_CLIENT_SECRET: 'x',
      OG_SIGNING_KEY: PRODUCTION_KEY,
    },
    found: [['secret_missing', PRODUCTION, '"secrets"']],
  },
  {
    what: 'the local environment, whose secrets are made for each run',
    changes: {},
    demandSecrets: true,
    found: [],
  },
]

function withoutSecret(name: string): (text: string) => string {
  return (text) => {
    const environment = JSON.parse(text)
    const rest = environment.secrets.filter((one: string) => one !== name)
    return json({ ...environment, secrets: rest })
  }
}
