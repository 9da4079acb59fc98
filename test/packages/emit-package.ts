import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

/** A package as it is published: JavaScript and declarations, for whoever does not read TypeScript. */
export type Package = {
  readonly name: string
  /** Where its sources and its `package.json` are, from the top. */
  readonly folder: string
  /** What goes along as it is, from `folder`: files, or endings of files. */
  readonly copied: readonly string[]
  /** The dependencies of its sources, or none: the rest of the folder has them. */
  readonly needs: 'its dependencies' | 'nothing'
}

type Manifest = Readonly<Record<string, unknown>> & {
  /** The source behind each entry point, from the folder. */
  readonly exports: Readonly<Record<string, string>>
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
  await compile(root, folder, Object.values(own.exports), target)
  for (const path of await filesBelow(folder)) {
    if (
      !published.copied.some((end) => path === end || (end.startsWith('.') && path.endsWith(end)))
    )
      continue
    await mkdir(dirname(join(target, path)), { recursive: true })
    await cp(join(folder, path), join(target, path))
  }
  await cp(join(root, 'LICENSE'), join(target, 'LICENSE'))
  await writeFile(
    join(target, 'package.json'),
    `${JSON.stringify(publishedManifest(own, published), null, 2)}\n`,
  )
}

async function compile(
  root: string,
  folder: string,
  sources: readonly string[],
  target: string,
): Promise<void> {
  const project = `${target}.tsconfig.json`
  const compilerOptions = {
    noEmit: false,
    declaration: true,
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

const KEPT = ['name', 'version', 'description', 'license', 'type', 'engines']

const publishedManifest = (own: Manifest, { needs }: Package): object => ({
  ...Object.fromEntries(KEPT.map((member) => [member, own[member]])),
  exports: Object.fromEntries(
    Object.entries(own.exports).map(([entry, file]) => {
      const stem = file.replace(/\.ts$/, '')
      return [entry, { types: `${stem}.d.ts`, default: `${stem}.js` }]
    }),
  ),
  ...(needs === 'nothing' ? {} : { dependencies: own.dependencies }),
})

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile() && !one.parentPath.includes('node_modules'))
    .map((one) => relative(folder, join(one.parentPath, one.name)))
