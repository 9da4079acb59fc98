import { existsSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { git } from '../../ground/git.ts'
import { UserFault } from '../../ground/user-fault.ts'

/** A version of a project, in a folder. */
export type Version = {
  /** As it was named, and which commit that is. */
  readonly label: string
  /** Absolute path of the project in it. */
  readonly root: string
  /** The moment that its allowances are judged at: one that has ended since was none of its faults. */
  readonly atMs: number
}

type Variables = Readonly<Record<string, string | undefined>>

const CHECKOUT_MS = 60_000

/**
 * Puts a commit's files into a folder of its own, through an index of its own: nothing of the repository
 * changes, no hook runs, and a process that is killed leaves nothing in it. Packages are those that are installed.
 * @throws UserFault where git knows no such commit
 */
export async function checkOutVersion(
  root: string,
  revision: string,
  folder: string,
  variables: Variables,
): Promise<Version> {
  const [top, prefix, commit] = await Promise.all([
    lineOf(root, ['rev-parse', '--show-toplevel']),
    lineOf(root, ['rev-parse', '--show-prefix']),
    lineOf(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]),
  ])
  if (top === null || commit === null) throw new UserFault([revisionUnknown(revision, root)])
  const seconds = await lineOf(root, ['show', '-s', '--format=%ct', commit])
  const tree = join(folder, 'tree')
  await mkdir(tree, { recursive: true })
  const own = {
    variables: { ...variables, GIT_INDEX_FILE: join(folder, 'index') },
    timeout: CHECKOUT_MS,
  }
  const read = await git(top, ['read-tree', commit], own)
  const written =
    read === null ? null : await git(top, ['checkout-index', '--all', `--prefix=${tree}/`], own)
  if (written === null) throw new Error(`git does not check out ${commit}`)
  await sharePackages(top, tree)
  if (prefix !== null && prefix !== '') await sharePackages(join(top, prefix), join(tree, prefix))
  return {
    label: `${revision} (${commit.slice(0, 10)})`,
    root: join(tree, prefix ?? ''),
    atMs: Number(seconds) * 1000,
  }
}

const lineOf = async (root: string, args: readonly string[]): Promise<string | null> =>
  (await git(root, args))?.trim() ?? null

async function sharePackages(from: string, to: string): Promise<void> {
  const [installed, shared] = [join(from, 'node_modules'), join(to, 'node_modules')]
  if (!existsSync(installed) || existsSync(shared)) return
  await mkdir(dirname(shared), { recursive: true })
  await symlink(installed, shared, 'junction')
}

const revisionUnknown = (revision: string, root: string) => ({
  code: 'revision_unknown',
  message: `git knows no commit \`${revision}\` in \`${root}\``,
  fix: 'name a commit, a branch or a tag; where CI clones a part of the history, have it fetch that commit',
})
