import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const checkout = fileURLToPath(new URL('../..', import.meta.url))
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')

const long = (lines: number): string =>
  `export function long() {\n${'  console.log(1)\n'.repeat(lines)}}\n`

/** Files, and the rules of Biome that each of them breaks. */
const FILES: Readonly<Record<string, readonly [text: string, rules: readonly string[]]>> = {
  'policies/one.ts': [
    "import { other } from './other.ts'\n\nexport const one = other\n",
    ['suspicious/noImportCycles'],
  ],
  'policies/other.ts': [
    "import type { Third } from './deep/third.ts'\n\nexport const other: Third = 1\n",
    ['suspicious/noImportCycles'],
  ],
  'policies/deep/third.ts': [
    "import type { one } from '../one.ts'\n\nexport type Third = typeof one\n",
    ['suspicious/noImportCycles'],
  ],
  'scripts/index.ts': ["export { long } from './long.ts'\n", ['performance/noBarrelFile']],
  'scripts/all.ts': [
    "export * from './long.ts'\n",
    ['performance/noBarrelFile', 'performance/noReExportAll'],
  ],
  'scripts/default.ts': ['export default 1\n', ['style/noDefaultExport']],
  'scripts/a.config.ts': ['export default 1\n', []],
  'scripts/long.ts': [long(41), ['complexity/noExcessiveLinesPerFunction']],
  'actions/short.ts': [long(38), []],
  'test/long.test.ts': [long(41), []],
}

describe('what Biome holds', () => {
  let folder = ''
  let found: ReadonlyMap<string, readonly string[]> = new Map()
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'org-guard-lint-'))
    for (const [path, [text]] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await copyFile(join(checkout, 'biome.json'), join(folder, 'biome.json'))
    found = readRules(await lint(folder))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each(Object.entries(FILES))('%s', (path, [, rules]) => {
    expect(found.get(path) ?? []).toEqual(rules)
  })
})

/** It exits 1 where it finds anything. */
const lint = (folder: string): Promise<string> =>
  new Promise((resolve) => {
    const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.']
    execFile(process.execPath, [biome, ...args], { cwd: folder }, (_error, stdout) =>
      resolve(stdout),
    )
  })

type Report = {
  readonly diagnostics: readonly {
    readonly category: string
    readonly location: { readonly path: string | { readonly file: string } }
  }[]
}

function readRules(report: string): ReadonlyMap<string, readonly string[]> {
  const rules = new Map<string, readonly string[]>()
  for (const { category, location } of (JSON.parse(report) as Report).diagnostics) {
    const path = typeof location.path === 'string' ? location.path : location.path.file
    const named = [...(rules.get(path) ?? []), category.replace('lint/', '')]
    rules.set(path, [...new Set(named)].toSorted())
  }
  return rules
}
