import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { aProjectFolder } from './a-project-folder.ts'

/** What a team owns, committed once, and git in it. */
export type GitProject = {
  readonly root: string
  readonly git: (...args: readonly string[]) => Promise<string>
}

const run = promisify(execFile)

export async function aGitProject(): Promise<GitProject> {
  const root = await aProjectFolder()
  const as = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', root, ...as, ...args])).stdout
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'begin')
  return { root, git }
}
