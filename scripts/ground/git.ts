import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

type Variables = Readonly<Record<string, string | undefined>>

const LONGEST_OUTPUT = 64 * 2 ** 20

/**
 * What git prints; null where there is no git, no repository, or git refuses.
 * @param variables of the process, and what git is told by them; absent: those of this process
 */
export async function git(
  folder: string,
  args: readonly string[],
  { variables, timeout = 5000 }: { readonly variables?: Variables; readonly timeout?: number } = {},
): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], {
      timeout,
      maxBuffer: LONGEST_OUTPUT,
      ...(variables === undefined ? {} : { env: variables }),
    })
    return stdout
  } catch {
    return null
  }
}
