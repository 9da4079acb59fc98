import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeOwnFolder } from '../../../scripts/ground/make-own-folder.ts'
import { replaceFolder } from '../../../scripts/ground/replace-folder.ts'

let home = ''
let alive: ChildProcess
let dead = 0
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'og-own-'))
  alive = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  const ended = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(ended, 'close')
  dead = ended.pid ?? 0
})
afterAll(async () => {
  alive.kill('SIGKILL')
  await rm(home, { recursive: true, force: true })
})

/** A folder that this process has made, under another name. */
async function left(path: string, as: (name: string) => string): Promise<string> {
  const own = await makeOwnFolder(path)
  await writeFile(join(own, 'file'), '')
  const name = as(basename(own))
  await rename(own, join(home, name))
  return name
}

const ofProcess = (pid: number | undefined) => (name: string) =>
  name.replace(`-${process.pid}-`, `-${pid}-`)

const elsewhere = (name: string): string => name.replace(/-[0-9a-f]{8}-/, '-00000000-')

test.each<[string, boolean, as: (name: string) => string]>([
  ['of a process that is no more', true, (name) => ofProcess(dead)(name)],
  ['of a process that runs', false, (name) => ofProcess(alive.pid)(name)],
  ['of this process', false, (name) => name],
  ['of another machine', false, (name) => elsewhere(ofProcess(dead)(name))],
  ['of another name', false, (name) => `other-${ofProcess(dead)(name)}`],
  ['that only looks like one', false, (name) => `${ofProcess(dead)(name)}.bak`],
  ['of nobody', false, () => 'staged-aBcDeF'],
])('a folder %s is removed: %s', async (_whose, isRemoved, as) => {
  const path = join(home, 'staged')
  const name = await left(path, as)
  const own = await makeOwnFolder(path)
  const found = await readdir(home)
  expect([found.includes(name), found.includes(basename(own))]).toEqual([!isRemoved, true])
})

test('a link under such a name is left, and what it leads to', async () => {
  const path = join(home, 'linked')
  const precious = join(home, 'precious')
  await mkdir(precious)
  await writeFile(join(precious, 'file'), '')
  const name = ofProcess(dead)(basename(await makeOwnFolder(path)))
  await symlink(precious, join(home, name))
  await makeOwnFolder(path)
  expect([(await readdir(home)).includes(name), await readdir(precious)]).toEqual([true, ['file']])
})

test('whoever replaces a folder removes what was left of one that was killed at that', async () => {
  const folder = join(home, 'built')
  const name = await left(folder, ofProcess(dead))
  await replaceFolder(folder, (next) => mkdir(next))
  const found = (await readdir(home)).filter((one) => one.startsWith('built'))
  expect([name.startsWith('built-'), found]).toEqual([true, ['built']])
})
