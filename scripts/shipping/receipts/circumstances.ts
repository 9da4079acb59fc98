import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../../ground/git.ts'
import { LAYOUT_FILE } from '../../project/find-project.ts'
import { layoutOf } from '../../project/layout.ts'

/** Who deploys, and from which commit. */
export type Circumstances = {
  readonly actor: string
  readonly commit: string | null
  readonly isDirty: boolean
}

/**
 * All that decides which bytes are uploaded and by which code: sources, settings, the scripts that
 * bundle and ship them, and which packages those use.
 */
const DECIDING = [
  'actions',
  'policies',
  'scripts',
  'tenant',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/** The same where our code is a package: its lock file says which bytes that is. */
const decidingIn = (root: string): readonly string[] => {
  if (!existsSync(join(root, LAYOUT_FILE))) return DECIDING
  const { tenant, rules } = layoutOf(root)
  return [LAYOUT_FILE, tenant, rules, 'package.json', 'package-lock.json']
}

/** Whatever this machine's own settings are: files that git ignores are read all the same. */
const STATUS = [
  '-c',
  'core.fsmonitor=false',
  'status',
  '--porcelain',
  '--untracked-files=all',
  '--ignored=matching',
  '--ignore-submodules=none',
]

/** Files that git was told to take as unchanged: marked in small letters, or as skipped. */
const hidesChanges = (flags: string): boolean => /^([a-z]|S) /m.test(flags)

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
  const deciding = decidingIn(root)
  // Null where there is no git, or no repository: a deploy from an archive is allowed.
  const [commit, status, flags] = await Promise.all([
    git(root, ['rev-parse', 'HEAD']),
    git(root, [...STATUS, '--', ...deciding]),
    git(root, ['ls-files', '-v', '--', ...deciding]),
  ])
  return {
    actor: named || found || 'unknown',
    commit: commit === null ? null : commit.trim(),
    isDirty: status === null || status.trim() !== '' || flags === null || hidesChanges(flags),
  }
}
