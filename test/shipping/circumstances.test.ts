import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCircumstances } from '../../scripts/shipping/receipts/circumstances.ts'

const run = promisify(execFile)
const COMMITTED = [
  'actions/action.ts',
  'policies/policy.ts',
  'scripts/bundle/bundle-action.ts',
  'tenant/rulebook.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'README.md',
]

let root: string
const git = async (...args: readonly string[]): Promise<unknown> =>
  run('git', ['-C', root, '-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args])
const write = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), text)
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'circumstances-'))
  for (const file of COMMITTED) await write(file, 'as committed\n')
  await write('.gitignore', '*.log\nnode_modules/\n.build/\n')
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'as committed')
})
afterAll(() => rm(root, { recursive: true, force: true }))

const isDirty = async (): Promise<boolean> =>
  (await readCircumstances(root, 'somebody', {})).isDirty

test.each<[string, string, boolean]>([
  ['nothing', '', false],
  ...COMMITTED.slice(0, -1).map((file): [string, string, boolean] => [
    `changes ${file}`,
    file,
    true,
  ]),
  ['adds a script', 'scripts/commands/own.ts', true],
  ['adds what git ignores', 'tenant/actions/own.log', true],
  ['writes about it', 'README.md', false],
  ['builds', '.build/local/tenant/tenant.json', false],
  ['installs', 'node_modules/esbuild/lib/main.js', false],
])('who %s', async (_what, file, expected) => {
  if (file !== '') await write(file, 'otherwise\n')
  try {
    expect(await isDirty()).toBe(expected)
  } finally {
    await git('reset', '--quiet', '--hard')
    await git('clean', '--quiet', '-fdx')
  }
})

test.each([
  ['--assume-unchanged', '--no-assume-unchanged'],
  ['--skip-worktree', '--no-skip-worktree'],
])('whoever hides a change with %s', async (hide, show) => {
  await git('update-index', hide, 'scripts/bundle/bundle-action.ts')
  try {
    expect(await isDirty()).toBe(true)
  } finally {
    await git('update-index', show, 'scripts/bundle/bundle-action.ts')
  }
  expect(await isDirty()).toBe(false)
})

test('whoever told git not to show new files', async () => {
  await git('config', 'status.showUntrackedFiles', 'no')
  await write('scripts/own.ts', 'new\n')
  expect(await isDirty()).toBe(true)
  await git('clean', '--quiet', '-fdx')
})

test('where there is no repository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'no-repository-'))
  try {
    expect(await readCircumstances(folder, 'somebody', {})).toEqual({
      actor: 'somebody',
      commit: null,
      isDirty: true,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
