import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { defineCommand } from '../../scripts/commands/command.ts'
import { PROGRAM } from '../../scripts/ground/engine.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { lines } from '../../scripts/ground/printing/lines.ts'
import { compilerOf, emitPackage, type Package, runNode } from './emit-package.ts'

const LOCAL_TENANT: Package = {
  name: 'auth0-local-tenant',
  folder: 'scripts/local-tenant',
  copyOf: (path) => (/\.mjs$|\.schema\.json$|^(README|FIDELITY)\.md$/.test(path) ? path : null),
}
/** The command line, the sources that it bundles Actions from, and what a back end imports. */
const ORG_GUARD: Package = {
  name: 'auth0-org-guard',
  folder: '.',
  copyOf: (path) => {
    // What is bundled, and the sample that an empty project gets.
    if (/^(actions|policies)\/.*(?<!\.d)\.ts$|^tenant\//.test(path)) return `sources/${path}`
    const isKept =
      /^scripts\/(?!local-tenant\/).*\.[cm]js$/.test(path) ||
      /^(README|CHANGELOG|SECURITY)\.md$|^docs\/[^/]+\.md$/.test(path)
    return isKept ? path : null
  },
  program: 'scripts/cli.ts',
  bundled: [LOCAL_TENANT.name],
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
    for (const published of [LOCAL_TENANT, ORG_GUARD]) {
      progress(`packing ${published.name}`)
      const target = join(built, published.name)
      await emitPackage(root, published, target)
      const pack = await packAt(target, built)
      await judge(pack, target)
      progress(`installing ${published.name} in an empty project`)
      const use = published === ORG_GUARD ? useCommandLine : useInEmptyProject
      const used = await use(root, pack, published.name)
      seen[published.name] = `${used}; packed as ${relative(root, pack)}`
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

/** Installs the pack and nothing else. */
async function useInEmptyProject(root: string, pack: string, name: string): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'og-package-'))
  try {
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', pack], project)
    return await useProgram(root, project, name)
  } finally {
    await rm(project, { recursive: true, force: true })
  }
}

/** What a back end imports needs no dependency; every command of the command line loads what it imports. */
async function useCommandLine(root: string, pack: string, name: string): Promise<string> {
  const imported = await useAlone(root, pack, name)
  const project = await mkdtemp(join(tmpdir(), 'og-package-'))
  try {
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true }))
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', pack], project)
    const told = await orgGuard(project, '--help', '--json')
    const { commands } = JSON.parse(told) as { commands: readonly { name: string }[] }
    for (const command of commands) await orgGuard(project, command.name, '--help')
    await orgGuard(project, 'init', '--yes')
    const built = await orgGuard(project, 'build', '--json')
    if (built !== (await runNode([PROGRAM, 'build', '--json'], root))) {
      throw new Error(`the package builds other Actions than the clone: ${built}`)
    }
    await orgGuard(project, 'check', '--environment=local')
    // Operations on people need the packages beside it; and `init` takes an empty folder.
    await cp(join(here, 'use-administration.mjs'), join(project, 'use.mjs'))
    await runNode(['use.mjs'], project)
    return `${imported}; ${commands.length} commands, and the bytes that a clone builds`
  } finally {
    await rm(project, { recursive: true, force: true })
  }
}

const orgGuard = (project: string, ...args: readonly string[]): Promise<string> =>
  runNode([join(project, 'node_modules/.bin/org-guard'), ...args], project)

/** Unpacked where nothing else is installed. */
async function useAlone(root: string, pack: string, name: string): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'og-package-'))
  try {
    const place = join(project, 'node_modules', name)
    await mkdir(place, { recursive: true })
    await run('tar', ['-xzf', pack, '-C', place, '--strip-components=1', '--exclude=node_modules'])
    return await useProgram(root, project, name)
  } finally {
    await rm(project, { recursive: true, force: true })
  }
}

/** Compiles and runs the program that is kept for it here. */
async function useProgram(root: string, project: string, name: string): Promise<string> {
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
  await cp(join(here, `use-${name}.mts`), join(project, 'use.mts'))
  const strict = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--skipLibCheck']
  await runNode([compilerOf(root), ...strict, 'use.mts'], project)
  return runNode(['use.mjs'], project)
}

const npm = (args: readonly string[], cwd: string): Promise<{ readonly stdout: string }> =>
  run('npm', [...args, '--loglevel=error'], { cwd, maxBuffer: 2 ** 26 })
