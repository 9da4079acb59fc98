import { readdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type StagedTenant, stageTenant } from '../../../scripts/bundle/stage-tenant.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { parseYaml } from '../../../scripts/project/tenant-folder/yaml-document.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { aProjectFolder, type Change, faultsOf } from '../../builders/a-project-folder.ts'
import { aYamlTenant, FOLDERS } from '../../builders/a-yaml-tenant.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { FOREIGN_SECRET } from '../../builders/test-keys.ts'

const LOCAL = 'tenant/environments/local.json'
const POST_LOGIN = 'tenant/actions/org-guard-post-login.json'
const stage = (folder: string, secrets = {}): Promise<StagedTenant> =>
  stageTenant(folder, 'local', NOON_MS, secrets)
const stageWith = async (...changes: readonly Change[]): Promise<StagedTenant> =>
  stage(await aProjectFolder(...changes))

const anAction = (differences: object): string =>
  JSON.stringify({
    name: 'greeting',
    code: './actions/greeting/code.js',
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    ...differences,
  })
const GREETING = 'tenant/actions/greeting.json'
const GREETING_CODE = 'tenant/actions/greeting/code.js'

const filesOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()

describe('what is staged', () => {
  test('the tenant folder with bundled Actions, without what is ours', async () => {
    const folder = await aProjectFolder()
    const staged = await stage(folder)
    expect(staged.folder).toBe(join(folder, '.build', 'local', 'tenant'))
    expect(staged.actions.map(({ name }) => name)).toEqual([
      'org-guard-credentials-exchange',
      'org-guard-password-reset-post-challenge',
      'org-guard-post-login',
      'org-guard-pre-user-registration',
    ])
    const files = await filesOf(staged.folder)
    expect(files).toContain('tenant.json')
    expect(files).toContain('actions/org-guard-post-login/code.js')
    expect(files.filter((file) => /rulebook|waivers|schema|environments/.test(file))).toEqual([])
  })

  test('the code on disk is the code that was judged', async () => {
    const { folder, actions } = await stageWith()
    for (const { file, code } of actions) {
      expect(await readFile(join(folder, file), 'utf8')).toBe(code)
    }
  })

  test('a tenant in one YAML file: the same bundles, and no secret that their code does not read', async () => {
    const folders = await stageWith()
    const removed = FOLDERS.map((file): Change => [file, null])
    const yaml = await stageWith(...removed, ['tenant/tenant.yaml', await aYamlTenant()])
    const hashes = ({ actions }: StagedTenant) => actions.map(({ name, sha256 }) => [name, sha256])
    expect(hashes(yaml)).toEqual(hashes(folders))
    expect(yaml.input).toBe(join(yaml.folder, 'tenant.yaml'))
    const { value } = parseYaml('', await readFile(yaml.input, 'utf8'))
    for (const action of (value as { actions: { name: string; code: string }[] }).actions) {
      const staged = await readFile(join(folders.folder, 'actions', `${action.name}.json`), 'utf8')
      expect(action).toEqual(JSON.parse(staged))
      expect(await readFile(join(yaml.folder, action.code), 'utf8')).toContain('exports.')
    }
  })

  test('an Action gets no secret that its code does not read', async () => {
    const { folder } = await stageWith()
    const given = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, `actions/${name}.json`), 'utf8')).secrets
    expect(await given('org-guard-post-login')).toEqual([
      { name: 'OG_SIGNING_KEY', value: '@@OG_SIGNING_KEY@@' },
    ])
    expect(await given('org-guard-pre-user-registration')).toEqual(
      ['OG_SIGNING_KEY', 'OG_DOMAIN', 'OG_CLIENT_ID', 'OG_CLIENT_SECRET'].map((name) => ({
        name,
        value: `@@${name}@@`,
      })),
    )
  })

  test.each<[string, string | null, readonly string[]]>([
    ['comes with a rotation', '0a1b2c3d', ['OG_SIGNING_KEY', 'OG_VERIFYING_KEY']],
    ['goes with it, whatever the shared file says', null, ['OG_SIGNING_KEY']],
  ])('the second key %s', async (_what, alsoVerifying, names) => {
    const declared =
      alsoVerifying === null ? ['OG_SIGNING_KEY', 'OG_VERIFYING_KEY'] : ['OG_SIGNING_KEY']
    const { environment } = await loadProject(ROOT, 'local')
    const { folder } = await stageWith(
      [LOCAL, ['keys', 'alsoVerifying'], alsoVerifying],
      [LOCAL, ['secrets'], [...environment.secrets, 'OG_VERIFYING_KEY']],
      [POST_LOGIN, ['secrets'], declared.map((name) => ({ name, value: `@@${name}@@` }))],
    )
    const staged = await readFile(join(folder, 'actions/org-guard-post-login.json'), 'utf8')
    expect(JSON.parse(staged).secrets).toEqual(
      names.map((name) => ({ name, value: `@@${name}@@` })),
    )
  })

  test('two builds leave the same bytes, and nothing of the one before', async () => {
    const folder = await aProjectFolder()
    const contents = async (): Promise<unknown> => {
      const { folder: staged } = await stage(folder)
      const files = await filesOf(staged)
      return Promise.all(
        files.map(async (file) => [file, await readFile(join(staged, file), 'utf8')]),
      )
    }
    expect(await contents()).toEqual(await contents())
  })

  test('an Action that brings its own code is left as it is', async () => {
    const { folder, actions } = await stageWith(
      [GREETING, anAction({})],
      [GREETING_CODE, 'exports.x = 1'],
    )
    expect(actions).toHaveLength(4)
    expect(await readFile(join(folder, 'actions/greeting/code.js'), 'utf8')).toBe('exports.x = 1')
  })
})

describe('what is refused', () => {
  test('an Action almost named as ours: it is not bundled, guards nothing, and gets no key', async () => {
    const faults = await faultsOf(() => stageWith([POST_LOGIN, ['name'], 'org-guard-postlogin']))
    expect(faults.map(({ code }) => code)).toEqual([
      ...Array(4).fill('secret_misplaced'),
      'action_code_missing',
      'action_missing',
    ])
  })

  test.each<[string, readonly Change[], string, string]>([
    [
      'an Action without its code',
      [[GREETING, anAction({})]],
      'action_code_missing',
      '`actions/greeting/code.js`',
    ],
    [
      'an Action that names its code from where the export was made',
      [
        [GREETING, anAction({ code: GREETING_CODE })],
        [GREETING_CODE, ''],
      ],
      'action_code_missing',
      'write `./actions/greeting/code.js`',
    ],
    [
      'an Action that names its code from beside its declaration',
      [
        [GREETING, anAction({ code: './greeting.js' })],
        ['tenant/actions/greeting.js', ''],
      ],
      'action_code_missing',
      'write `./actions/greeting.js`',
    ],
    [
      'an Action that names no code',
      [[GREETING, anAction({ code: undefined })]],
      'action_code_missing',
      `\`${GREETING}\``,
    ],
    [
      'code of ours outside of the folder',
      [[POST_LOGIN, ['code'], './../code.js']],
      'action_code_path',
      '`../code.js`',
    ],
    [
      'code of ours with another name',
      [[POST_LOGIN, ['code'], './actions/org-guard-post-login/index.js']],
      'action_code_path',
      '`./actions/<name>/code.js`',
    ],
    [
      'one code for two Actions: the second would run in place of the first',
      [[POST_LOGIN, ['code'], './actions/org-guard-pre-user-registration/code.js']],
      'action_code_shared',
      'which is the code of `org-guard-post-login`',
    ],
    ['an Action that is no JSON', [[GREETING, '{']], 'json_invalid', `\`${GREETING}\``],
    [
      'a keyword without a value',
      [['tenant/tenant.json', ['friendly_name'], '@@NOBODY@@']],
      'keyword_unknown',
      '`NOBODY` in `tenant/tenant.json`',
    ],
    [
      'a keyword in hashes without a value',
      [['tenant/tenant.json', ['friendly_name'], '##NOBODY##']],
      'keyword_unknown',
      '`NOBODY` in `tenant/tenant.json`',
    ],
    [
      'the guard’s key in the name of the tenant',
      [['tenant/tenant.json', ['friendly_name'], '@@OG_SIGNING_KEY@@']],
      'secret_misplaced',
      '`friendly_name` in `tenant/tenant.json`',
    ],
    [
      'a secret in hashes',
      [
        [
          'tenant/connections/acme-oidc.json',
          ['options', 'client_secret'],
          '##ACME_OIDC_CLIENT_SECRET##',
        ],
      ],
      'secret_spliced',
      'accepted is `"@@ACME_OIDC_CLIENT_SECRET@@"`',
    ],
    [
      'a keyword whose value is a marker',
      [['tenant/environments/local.json', ['keywords'], { COMPANY: '##OG_DOMAIN##' }]],
      'keyword_value_marked',
      '`COMPANY`',
    ],
    [
      'an e-mail address in a message',
      [['tenant/rulebook.json', ['messages', 'OG_RETRY'], 'Write to help@acme.example']],
      'bundle_law',
      'an e-mail address',
    ],
    [
      'a keyword in a message',
      [['tenant/rulebook.json', ['messages', 'OG_RETRY'], 'Write to @@HELP@@']],
      'bundle_law',
      '@@',
    ],
    ['an Action that is a list', [[GREETING, '[]']], 'action_invalid', `\`${GREETING}\``],
  ])('%s', async (_what, changes, code, said) => {
    const faults = await faultsOf(() => stageWith(...changes))
    expect(faults.map((fault) => fault.code)).toEqual(faults.map(() => code))
    expect(faults.map(({ message, fix }) => `${message}; ${fix}`).join()).toContain(said)
  })

  test.each<[string, Change]>([
    ['an Action that is null', [GREETING, 'null']],
    ['an Action whose code is a number', [GREETING, anAction({ code: 7 })]],
  ])('%s is a fault of the project, not a bug of ours', async (_what, change) => {
    expect(await faultsOf(() => stageWith(change))).not.toEqual([])
  })

  test.each([
    ['of the login', 'org-guard-post-login'],
    ['of password resets', 'org-guard-password-reset-post-challenge'],
    ['of machines', 'org-guard-credentials-exchange'],
    ['of the sign-up', 'org-guard-pre-user-registration'],
  ])(
    'an enforced rulebook without the Action %s: nothing would be enforced',
    async (_what, name) => {
      expect(await faultsOf(() => stageWith([`tenant/actions/${name}.json`, null]))).not.toEqual([])
    },
  )

  test.each([
    ['to a file', 'tenant/actions/greeting/code.js', '/etc/hostname'],
    ['to a folder', 'tenant/roles', '/etc'],
    ['to nothing', 'tenant/actions/greeting.json', 'nothing'],
  ])('a symbolic link %s: it would carry what it leads to into a plan', async (_what, at, to) => {
    const folder = await aProjectFolder([GREETING, anAction({})], [GREETING_CODE, 'x'])
    await rm(join(folder, at), { recursive: true })
    await symlink(to, join(folder, at))
    const faults = await faultsOf(() => stage(folder))
    expect(faults.filter(({ code }) => code === 'symbolic_link')).toMatchObject([
      { message: expect.stringContaining(`\`${at}\``) },
    ])
  })

  test('a keyword with a value is none', async () => {
    const staged = await stageWith(
      ['tenant/tenant.json', ['friendly_name'], '@@SOMEBODY@@'],
      ['tenant/environments/local.json', ['keywords'], { SOMEBODY: 'x' }],
    )
    expect(staged.actions).toHaveLength(4)
  })

  test('a key that is not the one whose id is committed', async () => {
    const folder = await aProjectFolder()
    const faults = await faultsOf(() => stage(folder, { OG_SIGNING_KEY: FOREIGN_SECRET }))
    expect(faults.map(({ code }) => code)).toEqual(['key_mismatch'])
  })

  test('and then the staged folder is as it was', async () => {
    const folder = await aProjectFolder()
    const staged = await stage(folder)
    const before = await filesOf(staged.folder)
    await faultsOf(() => stage(folder, { OG_SIGNING_KEY: FOREIGN_SECRET }))
    expect(await filesOf(staged.folder)).toEqual(before)
  })

  test('the development key anywhere but at home', async () => {
    const folder = await aProjectFolder()
    const local = await readFile(join(folder, 'tenant/environments/local.json'), 'utf8')
    const ids = await readFile(join(folder, 'tenant/environments/local.ids.json'), 'utf8')
    const other = await aProjectFolder(
      ['tenant/environments/staging.json', local],
      ['tenant/environments/staging.ids.json', ids],
      ['tenant/environments/staging.json', ['domain'], 'staging.example.com'],
    )
    const faults = await faultsOf(() => stageTenant(other, 'staging', NOON_MS, {}))
    expect(faults.map(({ code }) => code)).toEqual(['development_key'])
  })
})
