import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mapKeywords } from '../../../scripts/project/keywords.ts'
import { parseYaml } from '../../../scripts/project/tenant-folder/yaml-document.ts'
import { aRepository } from '../../builders/a-repository.ts'
import { commandsAt, faultCodesOf } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { YAML_REPOSITORIES } from '../../builders/yaml-repositories.ts'

async function filesIn(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('.build/'))
  const read = paths.sort().map(async (path) => [path, await readFile(join(root, path), 'utf8')])
  return Object.fromEntries(await Promise.all(read))
}

type Tenant = {
  readonly actions: readonly { readonly name: string }[]
  readonly triggers: Readonly<Record<string, readonly { readonly action_name: string }[]>>
}

const runIn = (root: string) => commandsAt(root, {}, () => NOON_MS)
const ALONE = {
  'credentials-exchange': ['org-guard-credentials-exchange'],
  'password-reset-post-challenge': ['org-guard-password-reset-post-challenge'],
}

describe.each<
  [keyof typeof YAML_REPOSITORIES, string, readonly string[], Record<string, readonly string[]>]
>([
  [
    'by hand',
    'auth0/tenant.yaml',
    ['ask-terms', 'enrich'],
    {
      'post-login': ['ask-terms', 'org-guard-post-login', 'enrich'],
      'pre-user-registration': ['org-guard-pre-user-registration'],
      ...ALONE,
    },
  ],
  ['without Actions', 'tenant.yml', [], { 'post-login': ['org-guard-post-login'], ...ALONE }],
])('a tenant in one file, %s', (name, file, own, bindings) => {
  const files: Readonly<Record<string, string>> = YAML_REPOSITORIES[name]

  test('has the guard in lines of its own, and keeps each of theirs', async () => {
    const root = await aRepository(files)
    const run = runIn(root)
    const shown = await run(['init', '--dry-run'])
    expect([shown.exit, await filesIn(root)]).toEqual([0, files])
    expect((await run(['init', '--yes'])).exit).toBe(0)
    const now = await filesIn(root)
    const text = now[file] ?? ''
    const theirs = (files[file] ?? '')
      .split('\n')
      .filter((line) => !line.startsWith('triggers: {}'))
    const left = [...theirs]
    for (const line of text.split('\n')) if (line === left[0]) left.shift()
    expect(left).toEqual([])
    const said = parseYaml(file, mapKeywords(text, {})).value as Tenant
    expect(said.actions.map((one) => one.name)).toEqual([
      ...own,
      ...Object.keys(bindings)
        .map((trigger) => `org-guard-${trigger}`)
        .toSorted((one, other) => text.indexOf(one) - text.indexOf(other)),
    ])
    expect(
      Object.fromEntries(
        Object.entries(said.triggers).map(([trigger, list]) => [
          trigger,
          list.map((one) => one.action_name),
        ]),
      ),
    ).toEqual(bindings)
    for (const path of Object.keys(files)) if (path !== file) expect(now[path]).toBe(files[path])
  })

  test('is checked and built, a second run finds nothing to do, and undo leaves no trace', async () => {
    const root = await aRepository(files)
    const run = runIn(root)
    await run(['init', '--yes'])
    const first = await filesIn(root)
    expect((await run(['init', '--yes'])).lines).toEqual([
      'nothing to do: the guard is in this repository',
    ])
    expect(await filesIn(root)).toEqual(first)
    const checked = await run(['check', '--environment=local', '--format=json'])
    const { findings } = JSON.parse(checked.lines.join('\n')) as {
      findings: { severity: string; id: string }[]
    }
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect((await run(['build'])).exit).toBe(0)
    expect((await run(['init', '--undo', '--yes'])).exit).toBe(0)
    expect(await filesIn(root)).toEqual(files)
  })
})

const FILE = 'auth0/tenant.yaml'

test.each<[string, (text: string) => string, string]>([
  [
    'bindings in brackets',
    (text) =>
      text.replace(
        /\ntriggers:[\s\S]*$/,
        '\ntriggers: { post-login: [{ action_name: enrich }] }\n',
      ),
    'yaml_not_by_line',
  ],
  [
    'Actions by a keyword',
    (text) => text.replace(/actions:[\s\S]*$/, 'actions: @@CALLBACKS@@\n'),
    'yaml_not_by_line',
  ],
  [
    'a list that an alias repeats elsewhere',
    (text) =>
      text
        .replace('  post-login:\n', '  post-login: &bound\n')
        .concat('  post-challenge: *bound\n'),
    'yaml_not_by_line',
  ],
  ['broken syntax', (text) => `${text}clients: {\n`, 'json_invalid'],
])('%s: refused by name, and nothing is written', async (_what, change, code) => {
  const files = YAML_REPOSITORIES['by hand']
  const changed = { ...files, [FILE]: change(files[FILE] ?? '') }
  const root = await aRepository(changed)
  const refused = await runIn(root)(['init', '--yes'])
  expect([refused.exit, faultCodesOf(refused)]).toEqual([2, [code]])
  expect(await filesIn(root)).toEqual(changed)
})
