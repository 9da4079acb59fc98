import { readdir, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { jsonOf, recordOf, textOf } from '../ground/json-value.ts'
import { NOT_LOOKED_INTO } from './find-tenant-folder.ts'

/** A config file of the Deploy CLI: one tenant, and the values of keywords there. */
export type DeployConfig = {
  /** From the top of the repository. */
  readonly file: string
  readonly domain: string
  readonly keywords: Readonly<Record<string, unknown>>
  /** What an environment for that tenant is called. */
  readonly environment: string
}

const DEEPEST = 3

/** Those with a domain; the least dangerous tenant first, then by name. */
export async function findDeployConfigs(root: string): Promise<readonly DeployConfig[]> {
  const files = await jsonFiles(root, '', 0)
  const configs = await Promise.all(files.map((file) => readConfig(root, file)))
  return configs
    .filter((one) => one !== null)
    .toSorted(
      (left, right) => dangerOf(left) - dangerOf(right) || (left.file < right.file ? -1 : 1),
    )
}

/** Names by which teams call tenants that nobody depends on; the rest come after them. */
const HARMLESS = ['sandbox', 'dev', 'development', 'test', 'testing', 'qa', 'staging', 'stage']
const dangerOf = ({ environment }: DeployConfig): number => {
  const at = HARMLESS.findIndex((name) => environment.split('-').includes(name))
  return at < 0 ? HARMLESS.length : at
}

async function readConfig(root: string, file: string): Promise<DeployConfig | null> {
  const config = recordOf(jsonOf(await readFile(posix.join(root, file), 'utf8')))
  const domain = textOf(config.AUTH0_DOMAIN).toLowerCase()
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(domain)) return null
  const keywords = recordOf(config.AUTH0_KEYWORD_REPLACE_MAPPINGS)
  return { file, domain, keywords, environment: environmentOf(file, domain) }
}

/** `config-dev.json`, `dev.config.json`, `dev/config.json`: what is left of it, or of the domain. */
export function environmentOf(file: string, domain: string): string {
  const words = (text: string): string =>
    text
      .toLowerCase()
      .replace(/\.json$/, '')
      .split(/[^a-z0-9]+/)
      .filter((word) => !['', 'config', 'auth0', 'a0deploy', 'deploy', 'settings'].includes(word))
      .join('-')
  const folder = posix.basename(posix.dirname(file))
  const name = words(posix.basename(file)) || words(folder) || words(domain.split('.')[0] ?? '')
  // Commands take these for the tenant of this machine.
  return ['', 'local', 'local-strict'].includes(name) ? 'first' : name
}

async function jsonFiles(root: string, folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(posix.join(root, folder), { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries.map((one): Promise<readonly string[]> | readonly string[] => {
      const path = folder === '' ? one.name : `${folder}/${one.name}`
      if (one.isFile()) return path.endsWith('.json') ? [path] : []
      const isLooked = one.isDirectory() && !NOT_LOOKED_INTO.test(one.name) && depth < DEEPEST
      return isLooked ? jsonFiles(root, path, depth + 1) : []
    }),
  )
  return found.flat()
}
