import { expect, test } from 'vitest'
import { rehearseOffline } from '../../scripts/gateway/rehearse-offline.ts'
import { aTenantFolder } from './a-tenant-folder.ts'

const SECRET = 'of another file of this machine'

const database = (login: string) => ({
  'database-connections/people/database.json': {
    name: 'people',
    strategy: 'auth0',
    options: { customScripts: { login } },
  },
  'database-connections/people/login.js': 'function login() {}',
})
const yaml = (asset: object) => ({ 'tenant.yaml': JSON.stringify(asset) })
const inYaml = (login: string) => ({
  ...yaml({
    databases: [{ name: 'people', strategy: 'auth0', options: { customScripts: { login } } }],
  }),
  'login.js': 'function login() {}',
})

async function load(files: Readonly<Record<string, unknown>>, types: readonly string[]) {
  const folder = await aTenantFolder(files)
  return rehearseOffline({
    input: 'tenant.yaml' in files ? `${folder}/tenant.yaml` : folder,
    domain: 'tenant.example.com',
    types,
    keywords: {},
  })
}

test.each<[string, (path: string) => Readonly<Record<string, unknown>>, string]>([
  ['a script of a database', database, 'databases'],
  ['a script of a database in YAML', inYaml, 'databases'],
  [
    'the code of an Action in YAML',
    (code) =>
      yaml({
        actions: [{ name: 'a', code, supported_triggers: [{ id: 'post-login', version: 'v3' }] }],
      }),
    'actions',
  ],
  ['a page in YAML', (html) => yaml({ pages: [{ name: 'login', html }] }), 'pages'],
  [
    'a body of a mail in YAML',
    (body) => yaml({ emailTemplates: [{ template: 'verify_email', body, enabled: true }] }),
    'emailTemplates',
  ],
  [
    'a login page of an application',
    (page) => ({
      'clients/portal.json': { name: 'portal', custom_login_page: page },
    }),
    'clients',
  ],
])('%s is not read from outside of the folder', async (_what, files, type) => {
  const other = await aTenantFolder({ 'secret.txt': SECRET })
  const read = (path: string) => load(files(path), [type])
  const up = `${'../'.repeat(other.split('/').length + 4)}${other}/secret.txt`
  const found = [
    await read(`${other}/secret.txt`),
    await read(up),
    await read('/proc/self/environ'),
  ]
  expect(JSON.stringify(found)).not.toContain(SECRET)
  expect(
    found.flatMap(({ refusals }) => refusals.map(({ message }) => message.replace(/.*`/, '`'))),
  ).toEqual(Array(3).fill('` is not in the tenant folder, and is not read'))
})

test.each([
  ['as a folder', database('./login.js')],
  ['in YAML', inYaml('./login.js')],
])('a script of its own is read, %s', async (_what, files) => {
  const { assets } = await load(files, ['databases'])
  expect(JSON.stringify(assets)).toContain('function login() {}')
})
