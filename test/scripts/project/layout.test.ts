import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findProject } from '../../../scripts/project/find-project.ts'
import {
  faultIn,
  type Layout,
  layoutOf,
  pathIn,
  pathInClone,
  toldIn,
} from '../../../scripts/project/layout.ts'
import { runCommandLine } from '../../../scripts/run-command-line.ts'
import { aProjectFolder, type Change, faultsOf } from '../../builders/a-project-folder.ts'
import { NOON_MS } from '../../builders/noon.ts'

const BESIDE: Layout = { tenant: 'deploy/auth0', rules: 'org-guard' }
const INSIDE: Layout = { tenant: 'auth0', rules: 'auth0' }
const AT_THE_TOP: Layout = { tenant: '.', rules: 'org-guard' }
/** One that would be found twice if it were put in twice. */
const BELOW: Layout = { tenant: 'tenant/production', rules: 'tenant' }

test.each<[string, Layout, string]>([
  ['tenant/rulebook.json', BESIDE, 'org-guard/rulebook.json'],
  ['tenant/environments/local.json', BESIDE, 'org-guard/environments/local.json'],
  ['tenant/environments', BESIDE, 'org-guard/environments'],
  ['tenant/waivers.schema.json', BESIDE, 'org-guard/waivers.schema.json'],
  ['tenant/actions/environments/code.js', BESIDE, 'deploy/auth0/actions/environments/code.js'],
  ['tenant/clients/rulebook.json', BESIDE, 'deploy/auth0/clients/rulebook.json'],
  ['tenant/rulebook.json', INSIDE, 'auth0/rulebook.json'],
  ['tenant/tenant.json', INSIDE, 'auth0/tenant.json'],
  ['tenant/tenant.json', AT_THE_TOP, 'tenant.json'],
  ['tenant', AT_THE_TOP, '.'],
  ['tenant/rulebook.json', BELOW, 'tenant/rulebook.json'],
  ['tenant/triggers/triggers.json', BELOW, 'tenant/production/triggers/triggers.json'],
])('%s in %j is %s, and the other way round', (path, layout, there) => {
  expect([pathIn(layout, path), pathInClone(layout, there)]).toEqual([there, path])
})

test('what belongs to neither folder stays as it is', () => {
  expect(pathIn(BESIDE, 'docs/findings.md')).toBe('docs/findings.md')
  expect(pathInClone(BESIDE, 'docs/findings.md')).toBe('docs/findings.md')
  expect(pathIn(BESIDE, 'tenants/x.json')).toBe('tenants/x.json')
})

test.each([
  ['in `tenant/actions/a b.json` of it', 'in `deploy/auth0/actions/a b.json` of it'],
  [
    'does `fetch` (`tenant/actions/x/code.js:5`)',
    'does `fetch` (`deploy/auth0/actions/x/code.js:5`)',
  ],
  ['`tenant/rulebook.json` says', '`org-guard/rulebook.json` says'],
  [
    'add `tenant/database-connections/<name>/database.json`',
    'add `deploy/auth0/database-connections/<name>/database.json`',
  ],
  ['manages `tenant`, and tenant/x', 'manages `tenant`, and tenant/x'],
])('%s is told as %s', (written, told) => {
  expect(toldIn(BESIDE, written)).toBe(told)
  expect(toldIn({ tenant: 'tenant', rules: 'tenant' }, written)).toBe(written)
})

test('a fault is told with its place', () => {
  const place = { file: 'tenant/rulebook.json', path: 'policies' }
  const fault = { code: 'x', message: '`tenant/rulebook.json`', fix: '`tenant/clients`', place }
  expect(faultIn(BESIDE, fault)).toEqual({
    code: 'x',
    message: '`org-guard/rulebook.json`',
    fix: '`deploy/auth0/clients`',
    place: { file: 'org-guard/rulebook.json', path: 'policies' },
  })
})

describe('org-guard.json', () => {
  test('is not needed in a clone', async () => {
    expect(layoutOf(await aProjectFolder())).toEqual({ tenant: 'tenant', rules: 'tenant' })
  })

  test.each<[string, string, Layout]>([
    ['one folder for both', '{ "tenant": "auth0" }', INSIDE],
    ['two', '{ "tenant": "./deploy//auth0", "rules": "org-guard" }', BESIDE],
    ['the top', '{ "tenant": ".", "rules": "org-guard" }', AT_THE_TOP],
  ])('names %s', async (_what, text, layout) => {
    expect(layoutOf(await aFolderWith(text))).toEqual(layout)
  })

  test.each([
    '{',
    '{}',
    '{ "tenant": "/etc" }',
    '{ "tenant": "../other" }',
    '{ "tenant": "a", "rules": "b/../../c" }',
    '{ "tenant": "C:/x" }',
    '{ "tenant": "a", "rule": "b" }',
  ])('%s is refused', async (text) => {
    const faults = await faultsOf(async () => layoutOf(await aFolderWith(text)))
    expect(faults.map(({ code }) => code)).toEqual(['layout_invalid'])
  })
})

const aFolderWith = (text: string): Promise<string> => aProjectFolder(['org-guard.json', text])

test('a project is found from below, and nowhere else', async () => {
  const clone = await aProjectFolder(['tenant/clients/deep/er/x', ''])
  const own = await aFolderWith('{ "tenant": "auth0" }')
  expect(findProject(join(clone, 'tenant/clients/deep/er'))).toBe(clone)
  expect(findProject(own)).toBe(own)
  expect(findProject(dirname(clone))).toBeNull()
})

/** The sample with its folders elsewhere. */
async function moved({ tenant, rules }: Layout, ...changes: readonly Change[]): Promise<string> {
  const root = await aProjectFolder(...changes)
  await rename(join(root, 'tenant'), join(root, 'moving'))
  await mkdir(join(root, dirname(tenant)), { recursive: true })
  await rename(join(root, 'moving'), join(root, tenant))
  await mkdir(join(root, rules), { recursive: true })
  for (const file of ['rulebook.json', 'waivers.json', 'environments']) {
    if (rules !== tenant) await rename(join(root, tenant, file), join(root, rules, file))
  }
  await writeFile(join(root, 'org-guard.json'), JSON.stringify({ tenant, rules }))
  return root
}

async function run(
  root: string,
  ...args: readonly string[]
): Promise<{ exit: number; told: string }> {
  const printed: string[] = []
  const exit = await runCommandLine([...args, '--json'], {
    root,
    environmentVariables: {},
    nowMs: () => NOON_MS,
    print: (text) => printed.push(text),
    progress: () => {},
    untilStopped: async () => {},
  })
  return { exit, told: printed.join('\n') }
}

/** One thing wrong in a file of each folder, and one of them waived, by the file as it is there. */
const wrongIn = (layout: Layout): readonly Change[] => [
  ['tenant/rulebook.json', ['policies', 'verified-email', 'trustedConnections'], ['nobody']],
  ['tenant/waivers.json', ['waivers'], [{ ...WAIVER, file: pathIn(layout, WAIVED_FILE) }]],
]
const WAIVED_FILE = 'tenant/connections/acme-oidc.json'
const WAIVER = {
  finding: 'verified_email_refuses',
  owner: '@example/identity',
  reason: 'Acme turns verification on',
  expires: '2026-12-20',
}
const IN_CLONE: Layout = { tenant: 'tenant', rules: 'tenant' }

/** A repository of one's own has no npm scripts of ours. */
const calledThere = (fix: string): string => fix.replace(/npm run (\w+) -- /g, 'org-guard $1 ')

describe.each<[string, Layout]>([
  ['beside each other', BESIDE],
  ['in one folder', INSIDE],
  ['below each other', BELOW],
])('with folders %s', (_where, layout) => {
  test('the same is found as in a clone, where it lies there', async () => {
    const clone = await run(
      await aProjectFolder(...wrongIn(IN_CLONE)),
      'check',
      '--environment=local',
    )
    const root = await moved(layout, ...wrongIn(layout))
    const own = await run(join(root, layout.tenant, 'clients'), 'check', '--environment=local')
    const inClone = JSON.parse(clone.told).findings as {
      file: string
      message: string
      fix: string
      waiver: typeof WAIVER | null
    }[]
    expect(inClone.map(({ file }) => file)).toEqual(['tenant/rulebook.json', WAIVED_FILE])
    expect(inClone.map(({ waiver }) => waiver?.owner)).toEqual([undefined, WAIVER.owner])
    expect({ ...own, told: JSON.parse(own.told).findings }).toEqual({
      exit: clone.exit,
      told: inClone.map((one) => ({
        ...one,
        file: pathIn(layout, one.file),
        message: toldIn(layout, one.message),
        fix: calledThere(toldIn(layout, one.fix)),
        waiver: one.waiver && { ...one.waiver, file: pathIn(layout, WAIVED_FILE) },
      })),
    })
  })

  test('the same is built, byte for byte', async () => {
    const clone = await run(await aProjectFolder(), 'build')
    const own = await run('/', 'build', `--project=${await moved(layout)}`)
    expect(own).toEqual(clone)
  })

  test('a fault names the file that is there', async () => {
    const root = await moved(layout, ['tenant/rulebook.json', ['exemptions'], 'none'])
    const { told } = await run(root, 'build')
    expect(JSON.parse(told).faults[0].place.file).toBe(pathIn(layout, 'tenant/rulebook.json'))
  })
})

test('without a project a command says how to name one', async () => {
  const { exit, told } = await run('/', 'build')
  expect([exit, JSON.parse(told).faults[0].code]).toEqual([2, 'project_missing'])
})
