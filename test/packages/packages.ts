import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { defineCommand } from '../../scripts/commands/command.ts'
import { EXIT } from '../../scripts/ground/failures.ts'
import { lines } from '../../scripts/ground/printing/lines.ts'
import { compilerOf, emitPackage, type Package, runNode } from './emit-package.ts'

const LOCAL_TENANT: Package = {
  name: 'auth0-local-tenant',
  folder: 'scripts/local-tenant',
  copied: ['.mjs', 'README.md', 'FIDELITY.md'],
  needs: 'its dependencies',
}
/** What a back end needs of the rule pack: no command, and no dependency. */
const ENTRY_POINTS: Package = {
  name: 'auth0-org-guard',
  folder: '.',
  copied: ['README.md', 'CHANGELOG.md'],
  needs: 'nothing',
}

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const require = createRequire(import.meta.url)

export const packages = defineCommand({
  name: 'packages',
  summary: 'pack what is published, install it in an empty project, and use it there',
  options: {},
  notes: ['needs the npm registry; packs are left in .build/packages'],
  async run(_given, { root, progress }) {
    const built = join(root, '.build/packages')
    const seen: Record<string, string> = {}
    for (const published of [LOCAL_TENANT, ENTRY_POINTS]) {
      progress(`packing ${published.name}`)
      const target = join(built, published.name)
      await emitPackage(root, published, target)
      const pack = await packAt(target, built)
      await judge(pack, target)
      progress(`installing ${published.name} in an empty project`)
      seen[published.name] = await useInEmptyProject(root, pack, published.name)
    }
    const shown = Object.entries(seen).map(([name, text]) => `${name}: ${text}`)
    return { exit: EXIT.ok, json: seen, text: lines(...shown) }
  },
})

async function packAt(target: string, destination: string): Promise<string> {
  const { stdout } = await npm(['pack', '--json', '--pack-destination', destination], target)
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(destination, filename)
}

/** @throws what publint, or Are the Types Wrong, has against it */
async function judge(pack: string, target: string): Promise<void> {
  const { publint } = await import(require.resolve('publint'))
  const { messages } = await publint({ pkgDir: target, strict: true })
  if (messages.length > 0) throw new Error(`publint: ${JSON.stringify(messages)}`)
  const attw = join(here, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  await runNode([attw, pack, '--profile', 'esm-only', '--format', 'ascii'], target)
}

/** Installs the pack and nothing else, compiles and runs the program that is kept for it here. */
async function useInEmptyProject(root: string, pack: string, name: string): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'og-package-'))
  try {
    await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', pack], project)
    await cp(join(here, `use-${name}.mts`), join(project, 'use.mts'))
    const strict = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--skipLibCheck']
    await runNode([compilerOf(root), ...strict, 'use.mts'], project)
    return await runNode(['use.mjs'], project)
  } finally {
    await rm(project, { recursive: true, force: true })
  }
}

const npm = (args: readonly string[], cwd: string): Promise<{ readonly stdout: string }> =>
  run('npm', [...args, '--loglevel=error'], { cwd, maxBuffer: 2 ** 26 })
