import {
  type Case,
  IDLE,
  json,
  LOCAL,
  MEMBERS,
  PRODUCTION,
  policies,
  RULEBOOK,
  TRIGGERS,
  WAIVERS,
  withAction,
  withProduction,
} from '../a-case.ts'
import { swap, withKeys } from '../a-project.ts'

const ACME = 'tenant/organizations/acme.json'
const IDS = 'tenant/environments/local.ids.json'

/** Our own files, syntax, folders. */
export const FILE_CASES: readonly Case[] = [
  { what: 'the folder as it is', changes: {}, found: [] },
  {
    what: 'a folder that the Deploy CLI has no name for',
    changes: {
      'tenant/databases/customers/database.json': '{ "name": "customers", "strategy": "auth0" }\n',
      'tenant/notes/ideas.json': '{}\n',
      'tenant/page/README.md': 'none of it is declared\n',
    },
    found: [['folder_unread', 'tenant/databases/customers/database.json', 1]],
  },
  {
    what: 'an environment whose ids nobody has looked up yet',
    changes: Object.fromEntries(
      Object.entries(withProduction()).filter(([file]) => !file.endsWith('.ids.json')),
    ),
    environments: ['production'],
    found: [['environment_unresolved', PRODUCTION, '"domain"']],
  },
  {
    what: 'a mode that does not exist',
    changes: { [RULEBOOK]: swap('"monitor"', '"watch"') },
    found: [['rulebook_invalid', RULEBOOK, '"watch"']],
  },
  {
    what: 'an override that the rulebook does not know',
    changes: { [LOCAL]: withKeys({ overrides: { messages: { OG_ACCESS: '' } } }) },
    found: [['rulebook_invalid', LOCAL, '"OG_ACCESS"']],
  },
  {
    what: 'an unknown key in an environment',
    changes: { [LOCAL]: withKeys({ nonsense: true }) },
    found: [['environment_invalid', LOCAL, '"nonsense"']],
  },
  {
    what: 'an id that is a number',
    changes: { [IDS]: withKeys({ organizations: { acme: 7 } }) },
    found: [['ids_invalid', IDS, '"acme": 7']],
  },
  {
    what: 'no rulebook',
    changes: { [RULEBOOK]: null },
    found: [['file_missing', RULEBOOK, '']],
  },
  {
    what: 'a rulebook that is not JSON',
    changes: { [RULEBOOK]: '{\n  "policies": {\n    "membership": nope\n' },
    found: [['json_invalid', RULEBOOK, 'nope']],
  },
  {
    what: 'a trailing comma in a client',
    changes: { 'tenant/clients/Reports.json': '{\n  "name": "Reports",\n}\n' },
    found: [['json_invalid', 'tenant/clients/Reports.json', '}']],
  },
  {
    what: 'a keyword whose value breaks the file',
    changes: {
      [LOCAL]: withKeys({ keywords: { LOCALES: ['en'] } }),
      'tenant/tenant.json': swap('"friendly_name": "Example"', '"friendly_name": "in @@LOCALES@@"'),
    },
    found: [['json_invalid', 'tenant/tenant.json', 'LOCALES']],
  },
  {
    what: 'two lists of bindings for one trigger',
    changes: {
      [TRIGGERS]: swap(
        '"pre-user-registration": [',
        '"post-login": [], "pre-user-registration": [',
      ),
    },
    found: [
      [
        'guard_unbound',
        'tenant/actions/org-guard-post-login.json',
        '"name": "org-guard-post-login"',
      ],
      ['json_duplicate_key', TRIGGERS, '"post-login": [],'],
    ],
  },
  {
    what: 'a symbolic link among the files that are deployed',
    changes: { 'tenant/clients/Linked.json': { linkTo: 'Reports.json' } },
    found: [['symbolic_link', 'tenant/clients/Linked.json', 1]],
  },
  {
    what: 'two links, one to a folder and one to nothing, among our own files',
    changes: {
      'tenant/environments/notes': { linkTo: '..' },
      'tenant/emails': { linkTo: 'nowhere' },
    },
    found: [
      ['symbolic_link', 'tenant/emails', 1],
      ['symbolic_link', 'tenant/environments/notes', 1],
    ],
  },
  {
    what: 'settings of the rulebook that contradict each other',
    changes: {
      [RULEBOOK]: policies({ membership: { source: 'marker-role', markerRole: '' } }),
    },
    found: [['build_refused', RULEBOOK, '"markerRole"']],
  },
  {
    what: 'two guards with one code file',
    changes: {
      'tenant/actions/org-guard-post-login.json': withKeys({
        code: './actions/org-guard-credentials-exchange/code.js',
      }),
    },
    found: [['build_refused', 'tenant/actions/org-guard-post-login.json', 1]],
  },
  {
    what: 'code of ours outside of the folder',
    changes: {
      'tenant/actions/org-guard-post-login.json': withKeys({ code: './../code.js' }),
    },
    found: [['build_refused', 'tenant/actions/org-guard-post-login.json', 1]],
  },
  {
    what: 'an Action that no deploy would touch, and that a build cannot read',
    changes: {
      ...withProduction({ manages: ['triggers'] }),
      'tenant/actions/other.json': json({ name: 'other', supported_triggers: [] }),
    },
    environments: ['production'],
    found: [['build_refused', 'tenant/actions/other.json', 1]],
  },
  {
    what: 'a waiver without a reason',
    changes: {
      [WAIVERS]: json({
        waivers: [{ finding: 'folder_empty', owner: 'x', expires: '2027-01-01' }],
      }),
    },
    found: [['waivers_invalid', WAIVERS, 3]],
  },
  {
    what: 'a managed type without a folder',
    changes: { 'tenant/prompts': null },
    found: [['folder_missing', LOCAL, '"manages"']],
  },
  {
    what: 'a managed type with an empty folder',
    changes: { 'tenant/prompts/prompts.json': null },
    found: [['folder_empty', LOCAL, '"manages"']],
  },
  {
    what: 'a managed type with no file',
    changes: { 'tenant/tenant.json': null },
    found: [['folder_missing', LOCAL, '"manages"']],
  },
  {
    what: 'an unmanaged type without a folder',
    changes: { ...withProduction(), 'tenant/prompts': null },
    environments: ['production'],
    found: [],
  },
  {
    what: 'a folder of a database without its file',
    changes: { 'tenant/database-connections/customers/login.js': 'function login() {}\n' },
    found: [['database_file_missing', 'tenant/database-connections/customers/database.json', '']],
  },
  {
    what: 'a second file of bindings',
    changes: { 'tenant/triggers/zeta.json': '{}\n' },
    found: [['triggers_file_ignored', 'tenant/triggers/zeta.json', '']],
  },
  {
    what: 'an organization that does not say its connections',
    changes: { [ACME]: withKeys({ connections: undefined }) },
    found: [['organization_connections_unstated', ACME, '']],
  },
  {
    what: 'two roles of one name',
    changes: { 'tenant/roles/Twin.json': '{\n  "name": "Member"\n}\n' },
    found: [['name_duplicate', 'tenant/roles/Twin.json', '"Member"']],
  },
  {
    what: 'customers in git',
    changes: withProduction({
      manages: ['actions', 'triggers', 'databases', 'connections', 'organizations'],
    }),
    environments: ['production'],
    found: [
      ['manages_customers', PRODUCTION, '"connections"'],
      ['manages_customers', PRODUCTION, '"organizations"'],
    ],
  },
  {
    what: 'an Action that is bound to nothing',
    changes: withAction(IDLE, { bind: 'never' }),
    found: [['action_unbound', 'tenant/actions/other.json', '"name": "other"']],
  },
  {
    what: 'a database with the lines of another editor',
    changes: { [MEMBERS]: (text) => text.replaceAll('\n', '\r\n').replace('"good"', '"low"') },
    found: [['password_policy_weak', MEMBERS, '"low"']],
  },
]
