import { type Case, IDLE, json, LOCAL, MEMBERS, withAction } from '../a-case.ts'
import { type Changes, swap, withKeys } from '../a-project.ts'

const REPORTS = 'tenant/clients/Reports.json'
const LOGIN = 'tenant/pages/login.html'
const CODE = 'tenant/actions/other/code.js'
const SCRIPTS = { enabledDatabaseCustomization: true }

const withPage = (html: string): Changes => ({
  'tenant/pages/login.json': json({ name: 'login', enabled: true }),
  [LOGIN]: html,
})

const withTypes = (...types: readonly string[]): Changes => ({
  [LOCAL]: (text) => {
    const environment = JSON.parse(text)
    return json({ ...environment, manages: [...environment.manages, ...types] })
  },
})

/** Files are read as the Deploy CLI reads them. */
export const READING_CASES: readonly Case[] = [
  {
    what: 'a macro of Auth0 in a page that the environment manages',
    changes: { ...withPage('<p>@@config@@</p>'), ...withTypes('pages') },
    found: [],
  },
  {
    what: 'a keyword without a value in a page that the environment manages',
    changes: { ...withPage('<p>\n@@CONFIG@@</p>'), ...withTypes('pages') },
    found: [['keyword_unknown', LOGIN, 2]],
  },
  {
    what: 'a keyword without a value in pages and mails that the environment leaves alone',
    changes: {
      ...withPage('<p>@@CONFIG@@</p>'),
      'tenant/emails/provider.json': json({ name: 'smtp', credentials: { smtp_host: '##HOST##' } }),
      'tenant/notes/plan.md': '@@SOMEDAY@@',
    },
    found: [],
  },
  {
    what: 'a mail provider that is managed beside templates that are not',
    changes: {
      ...withTypes('emailProvider'),
      'tenant/emails/provider.json': json({ name: 'smtp', default_from_address: '##FROM##' }),
      'tenant/emails/verify_email.html': '##FOOTER##',
    },
    found: [['keyword_unknown', 'tenant/emails/provider.json', '##FROM##']],
  },
  {
    what: 'the one-time code in a text message',
    changes: {
      'tenant/connections/sms.json': json({
        name: 'sms',
        strategy: 'sms',
        options: { template: 'Your code is @@password@@' },
      }),
    },
    found: [],
  },
  {
    what: 'in hashes, a name in lower case is nobody’s macro',
    changes: { 'tenant/tenant.json': swap('"Example"', '"##config##"') },
    found: [['keyword_unknown', 'tenant/tenant.json', '##config##']],
  },
  {
    what: 'lists put in by keywords that stand outside of quotes',
    changes: {
      [LOCAL]: withKeys({
        keywords: {
          CALLBACKS: ['http://127.0.0.1:4182/callback'],
          PACKAGES: [{ name: 'ms', version: '^2.1.0' }],
        },
      }),
      [REPORTS]: swap('["http://127.0.0.1:4182/callback"]', '@@CALLBACKS@@'),
      ...withAction(IDLE),
      'tenant/actions/other.json':
        '{ "name": "other", "code": "./actions/other/code.js", "runtime": "node22",\n"dependencies": @@PACKAGES@@,\n"secrets": [], "supported_triggers": [{ "id": "post-login", "version": "v3" }], "deployed": true }',
    },
    found: [
      ['action_dependency_unpinned', 'tenant/actions/other.json', '@@PACKAGES@@'],
      ['action_dependency_local', 'tenant/actions/other.json', '@@PACKAGES@@'],
    ],
  },
  {
    what: 'a name that a keyword is part of',
    changes: {
      [LOCAL]: withKeys({ keywords: { PRODUCT: 'Reports' } }),
      [REPORTS]: swap('"Reports"', '"##PRODUCT##"'),
    },
    found: [],
  },
  {
    what: 'the code of an Action by a path with backslashes',
    changes: withAction(`${IDLE}// @@COMPANY@@\n`, { code: '.\\actions\\other\\code.js' }),
    found: [['keyword_unknown', CODE, 'COMPANY']],
  },
  {
    what: 'the code of an Action in a folder of no type',
    changes: {
      ...withAction(IDLE, { code: './shared/other.js' }),
      'tenant/shared/other.js': `${IDLE}// @@COMPANY@@\n`,
    },
    found: [['keyword_unknown', 'tenant/shared/other.js', 'COMPANY']],
  },
  {
    what: 'the script of a database by a path with backslashes, beside its options',
    changes: {
      [MEMBERS]: withKeys({ customScripts: { login: '.\\login.js' }, options: SCRIPTS }),
      'tenant/database-connections/members/login.js':
        "function login(email, password, callback) {\n  callback(null, { user_id: '1', app_metadata: {} })\n}\n",
    },
    found: [['script_writes_state', 'tenant/database-connections/members/login.js', 2]],
  },
  {
    what: 'a script whose name sounds like a secret',
    changes: {
      [MEMBERS]: withKeys({
        options: { ...SCRIPTS, customScripts: { change_password: './change_password.js' } },
      }),
      'tenant/database-connections/members/change_password.js':
        'function changePassword(email, newPassword, callback) { callback(null, true) }\n',
    },
    found: [],
  },
  {
    what: 'a template beside a connection',
    changes: {
      'tenant/connections/email.json': json({
        name: 'email',
        strategy: 'email',
        options: { email: { body: './email.html' } },
      }),
      'tenant/connections/email.html': '<p>{{ code }}</p>',
    },
    found: [],
  },
]
