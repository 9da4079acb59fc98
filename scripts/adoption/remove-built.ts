import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

const BUILT = '.build'
/** What every build makes anew. Receipts, audits and surveys say what was done to a tenant: they stay. */
const MADE_ANEW = /^(tenant|running|disarmed|requests\.log|certificate-\d+\.pem)$/

/**
 * Takes out what was built.
 * @returns what is left there, from the top of the project, in the order of its names
 */
export async function removeBuilt(root: string): Promise<readonly string[]> {
  const left: string[] = []
  for (const environment of await namesIn(join(root, BUILT))) {
    const folder = join(root, BUILT, environment)
    for (const name of await namesIn(folder)) {
      if (MADE_ANEW.test(name)) await rm(join(folder, name), { recursive: true, force: true })
      else left.push(`${BUILT}/${environment}/${name}`)
    }
    await removeEmpty(folder)
  }
  await removeEmpty(join(root, BUILT))
  return left.sort()
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

const removeEmpty = (folder: string): Promise<void> => rmdir(folder).catch(() => {})
