import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Who deploys, and from which commit. */
export type Circumstances = {
  readonly actor: string
  readonly commit: string | null
  readonly isDirty: boolean
}

type Variables = Readonly<Record<string, string | undefined>>

/** Where CI systems say on whose behalf they run. */
const ACTOR_VARIABLES = [
  'GITHUB_ACTOR',
  'GITLAB_USER_LOGIN',
  'BITBUCKET_STEP_TRIGGERER_UUID',
  'BUILD_REQUESTEDFOR',
  'CIRCLE_USERNAME',
  'USER',
  'USERNAME',
]

export async function readCircumstances(
  root: string,
  named: string,
  variables: Variables,
): Promise<Circumstances> {
  const found = ACTOR_VARIABLES.map((name) => variables[name] ?? '').find((name) => name !== '')
  const [commit, status] = await Promise.all([
    git(root, ['rev-parse', 'HEAD']),
    git(root, ['status', '--porcelain', '--', 'actions', 'policies', 'tenant']),
  ])
  return {
    actor: named || found || 'unknown',
    commit: commit === null ? null : commit.trim(),
    isDirty: status === null || status.trim() !== '',
  }
}

/** Null where there is no git, or no repository: a deploy from an archive is allowed. */
async function git(root: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', root, ...args], { timeout: 5000 })
    return stdout
  } catch {
    return null
  }
}
