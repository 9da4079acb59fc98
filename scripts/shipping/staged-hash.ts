import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { canonicalJson } from '../ground/json-value.ts'

/**
 * Of all that decides what the Deploy CLI would do beside the tenant itself: the staged folder, what it is
 * told of the environment, and its own version. Secrets are in it by their names.
 */
export function stagedHash({ contentHash, project }: StagedTenant): string {
  const { manages, keeps, keywords, secrets } = project.environment
  const version = deployCliVersion()
  return createHash('sha256')
    .update(canonicalJson({ version, manages, keeps, keywords, secrets }))
    .update(contentHash)
    .digest('hex')
}

const deployCliVersion = (): string =>
  createRequire(import.meta.url)('auth0-deploy-cli/package.json').version
