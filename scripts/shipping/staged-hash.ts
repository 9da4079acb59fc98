import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { canonicalJson } from '../ground/json-value.ts'

/**
 * Of all that decides what the Deploy CLI would do beside the tenant itself: the staged folder, what it is
 * told of the environment, and its own version. Secrets are in it by their names.
 */
export async function stagedHash({ folder, project }: StagedTenant): Promise<string> {
  const { manages, keeps, keywords, secrets } = project.environment
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  hash.update(canonicalJson({ version: deployCliVersion(), manages, keeps, keywords, secrets }))
  for (const file of files) {
    const content = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    hash.update(`\n${file.slice(folder.length + 1).replaceAll('\\', '/')} ${content}`)
  }
  return hash.digest('hex')
}

const deployCliVersion = (): string =>
  createRequire(import.meta.url)('auth0-deploy-cli/package.json').version
