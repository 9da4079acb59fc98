import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

/** A package as it is published: JavaScript and declarations, for whoever does not read TypeScript. */
export type Package = {
  readonly name: string
  /** Where its sources and its `package.json` are, from the top. */
  readonly folder: string
  /** Where a file goes as it is, both by path: from `folder`, and from the top of the package. Null: nowhere. */
  readonly copyOf: (path: string) => string | null
  /** The program behind the names of `bin`, which is emitted beside the entry points. */
  readonly program?: string
  /** Packages of this repository that travel inside: they are of the same version, always. */
  readonly bundled?: readonly string[]
}

type Manifest = Readonly<Record<string, unknown>> & {
  /** The source behind each entry point, from the folder. */
  readonly exports: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

const execute = promisify(execFile)

/** @throws with what the program said: compilers and judges say it on their standard output */
export const runNode = (args: readonly string[], cwd: string): Promise<string> =>
  execute(process.execPath, [...args], { cwd, maxBuffer: 2 ** 26 }).then(
    ({ stdout }) => stdout.trim(),
    ({ stdout, stderr }) => {
      throw new Error(`${args[0]}: ${stdout}${stderr}`)
    },
  )

/** The compiler of the repository: what judges packages brings an older one. */
export const compilerOf = (root: string): string => join(root, 'node_modules/typescript/bin/tsc')

/**
 * Writes the package to `target`, which is emptied before. Its `package.json` leads to what was emitted,
 * and holds nothing that only the repository needs.
 */
export async function emitPackage(root: string, published: Package, target: string): Promise<void> {
  const folder = join(root, published.folder)
  await rm(target, { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  const own: Manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const { program, bundled = [] } = published
  await compile(root, folder, Object.values(own.exports), target)
  if (program !== undefined) {
    // Nobody imports types of the commands, and the local tenant travels as the package that it is.
    await compile(root, folder, [program], target, { declaration: false })
    await rm(join(target, 'scripts/local-tenant'), { recursive: true, force: true })
  }
  for (const path of await filesBelow(folder)) {
    const copy = published.copyOf(path)
    if (copy === null) continue
    await mkdir(dirname(join(target, copy)), { recursive: true })
    await cp(join(folder, path), join(target, copy))
  }
  await cp(join(root, 'LICENSE'), join(target, 'LICENSE'))
  for (const file of Object.values(own.bin ?? {})) {
    await writeFile(join(target, file), `#!/usr/bin/env node\nimport './cli.js'\n`, { mode: 0o755 })
  }
  const inside: Manifest[] = []
  for (const name of bundled) {
    const place = join(target, 'node_modules', name)
    await cp(join(dirname(target), name), place, { recursive: true })
    inside.push(JSON.parse(await readFile(join(place, 'package.json'), 'utf8')))
  }
  await writeFile(
    join(target, 'package.json'),
    `${JSON.stringify(publishedManifest(own, published, inside), null, 2)}\n`,
  )
}

async function compile(
  root: string,
  folder: string,
  sources: readonly string[],
  target: string,
  { declaration } = { declaration: true },
): Promise<void> {
  const project = `${target}.tsconfig.json`
  const compilerOptions = {
    noEmit: false,
    declaration,
    rewriteRelativeImportExtensions: true,
    rootDir: folder,
    outDir: target,
    typeRoots: [join(root, 'node_modules/@types')],
  }
  const files = sources.map((source) => join(folder, source))
  const settings = { extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] }
  await writeFile(project, JSON.stringify(settings))
  await runNode([compilerOf(root), '-p', project], root)
  await rm(project)
  for (const path of await filesBelow(target)) {
    if (!path.endsWith('.d.ts')) continue
    const text = await readFile(join(target, path), 'utf8')
    // The compiler rewrites what is run, and leaves declarations as they are.
    await writeFile(
      join(target, path),
      text.replace(/(from |import\()(['"]\.[^'"]*)\.ts(['"])/g, '$1$2.js$3'),
    )
  }
}

const KEPT = ['name', 'version', 'description', 'license', 'type', 'engines', 'files']

/** The loader of TypeScript, which nothing emitted needs. */
const ONLY_FROM_SOURCE = 'tsx'

const publishedManifest = (
  own: Manifest,
  { bundled }: Package,
  inside: readonly Manifest[],
): object => ({
  ...Object.fromEntries(KEPT.map((member) => [member, own[member]])),
  exports: Object.fromEntries(
    Object.entries(own.exports).map(([entry, file]) => {
      const stem = file.replace(/\.ts$/, '')
      return [entry, { types: `${stem}.d.ts`, default: `${stem}.js` }]
    }),
  ),
  ...(own.bin === undefined ? {} : { bin: own.bin }),
  // npm does not look for the dependencies of what travels inside.
  dependencies: Object.fromEntries(
    [own, ...inside]
      .flatMap(({ dependencies }) => Object.entries(dependencies))
      .filter(([name]) => name !== ONLY_FROM_SOURCE)
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  ),
  ...(bundled === undefined ? {} : { bundleDependencies: bundled }),
})

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile() && !one.parentPath.includes('node_modules'))
    .map((one) => relative(folder, join(one.parentPath, one.name)))
