import { aYamlTenant, FOLDERS } from '../../../builders/a-yaml-tenant.ts'
import { type Case, json, LOCAL } from '../a-case.ts'
import { type Change, type Changes, swap } from '../a-project.ts'

const TENANT = 'tenant/tenant.yaml'
const yaml = await aYamlTenant()

const asYaml = (change: Change = yaml): Changes => ({
  ...Object.fromEntries(FOLDERS.map((folder) => [folder, null])),
  [TENANT]: typeof change === 'function' ? change(yaml) : change,
})
const withText = (from: string, to: string): Changes => asYaml(swap(from, to))

/** A tenant that one YAML file declares. */
export const YAML_CASES: readonly Case[] = [
  {
    what: 'the tenant as it is, in one YAML file',
    changes: asYaml(),
    asksDeployCli: true,
    found: [],
  },
  {
    what: 'YAML: broken syntax',
    changes: withText('resourceServers:\n', 'resourceServers: {\n'),
    found: [['json_invalid', TENANT, '- name: Example API']],
  },
  {
    what: 'YAML: a key that stands twice',
    changes: withText('roles:\n', 'roles: []\nroles: # again\n'),
    found: [['json_duplicate_key', TENANT, '# again']],
  },
  {
    what: 'YAML: a mistyped connection of an organization',
    changes: withText('      - name: acme-oidc', '      - name: acme-odic'),
    found: [['connection_unknown', TENANT, 'acme-odic']],
  },
  {
    what: 'YAML: a type that the file does not speak of',
    changes: asYaml((text) => text.replace(/^prompts:\n( .*\n)+/m, '')),
    found: [['folder_missing', LOCAL, '"manages"']],
  },
  {
    what: 'YAML: a protection that is off',
    changes: asYaml((text) =>
      text.replace(/(bruteForceProtection:\n {4}enabled:) true/, '$1 false'),
    ),
    found: [['attack_protection_weak', TENANT, '    enabled: false']],
  },
  {
    what: 'YAML: a keyword without a value, in what is managed and in what is not',
    changes: asYaml(
      (text) =>
        `${text.replace('friendly_name: Example', 'friendly_name: "##COMPANY##"')}rules:\n  - name: "##RULE##"\n`,
    ),
    found: [['keyword_unknown', TENANT, '##COMPANY##']],
  },
  {
    what: 'YAML: a list by a keyword, and secrets with and without quotes',
    changes: {
      ...asYaml((text) =>
        text
          .replace(/callbacks:\n( {6}- .*\n)+/, 'callbacks: @@CALLBACKS@@\n')
          .replace("'@@ACME_OIDC_CLIENT_SECRET@@'", '@@ACME_OIDC_CLIENT_SECRET@@'),
      ),
      [LOCAL]: (text) =>
        json({ ...JSON.parse(text), keywords: { CALLBACKS: ['http://127.0.0.1:4180/callback'] } }),
    },
    asksDeployCli: true,
    found: [],
  },
  {
    what: 'YAML: a secret where it would be shown, and one in a longer text',
    changes: asYaml((text) =>
      text
        .replace('friendly_name: Example', "friendly_name: '@@GOOGLE_CLIENT_SECRET@@'")
        .replace("client_secret: '@@ACME_OIDC", "client_secret: 'my @@ACME_OIDC"),
    ),
    found: [
      ['secret_spliced', TENANT, 'my @@ACME'],
      ['secret_misplaced', TENANT, 'friendly_name'],
    ],
  },
  {
    what: 'YAML: a secret of the guard in another Action',
    changes: {
      ...asYaml((text) =>
        text.replace(
          'actions:\n',
          "actions:\n  - name: other\n    code: ./actions/other/code.js\n    runtime: node22\n    secrets:\n      - { name: OG_SIGNING_KEY, value: '@@OG_SIGNING_KEY@@' }\n    supported_triggers: [{ id: post-login, version: v3 }]\n    deployed: true\n",
        ),
      ),
      'tenant/actions/other/code.js':
        'exports.onExecutePostLogin = async (event) => { event.secrets.OG_SIGNING_KEY }\n',
    },
    found: [
      ['secret_misplaced', TENANT, 'name: OG_SIGNING_KEY, value'],
      ['action_unbound', TENANT, 'name: other'],
    ],
  },
  {
    what: 'YAML: what the Deploy CLI does not take',
    changes: asYaml((text) => text.replace(/(roles:\n {2}- name: .*\n)/, '$1    type: customer\n')),
    asksDeployCli: true,
    found: [['deploy_cli_refused', TENANT, 'type: customer']],
  },
  {
    what: 'YAML: code in place of the name of its file',
    changes: asYaml((text) =>
      text.replace(
        'actions:\n',
        'actions:\n  - name: other\n    code: |\n      /**\n       * Greets whoever comes.\n       */\n      exports.onExecutePostLogin = async () => {}\n    runtime: node22\n    supported_triggers: [{ id: post-login, version: v3 }]\n    deployed: true\n',
      ),
    ),
    asksDeployCli: true,
    found: [
      ['action_code_missing', TENANT, 'code: |'],
      ['action_unbound', TENANT, 'name: other'],
    ],
  },
  {
    what: 'YAML: bodies of forms and flows in files that it names',
    changes: {
      ...asYaml((text) => `${text}forms:\n  - name: Profile\n    body: ./forms/Profile.json\n`),
      'tenant/forms/Profile.json': json({ name: 'Profile', languages: { primary: 'en' } }),
      [LOCAL]: (text) => {
        const environment = JSON.parse(text)
        return json({ ...environment, manages: [...environment.manages, 'forms'] })
      },
    },
    asksDeployCli: true,
    found: [],
  },
  {
    what: 'YAML beside a folder that nobody reads',
    changes: { ...asYaml(), 'tenant/clients/More.json': json({ name: 'More' }) },
    found: [['build_refused', 'tenant/clients/More.json', 1]],
  },
]
