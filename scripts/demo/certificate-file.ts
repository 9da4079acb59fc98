import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { closeServer, listenOnLoopback, type RunningTenant } from 'auth0-local-tenant'

const FOLDER = '.build/local'
const NAME = /^certificate-(\d{1,5})\.pem$/
/** One for each port: a second tenant must not take away what the shell of the first one trusts. */
const certificatePath = (url: string): string => `${FOLDER}/certificate-${new URL(url).port}.pem`

/**
 * Writes what a second shell is to trust, and takes away what tenants that were killed left behind:
 * an authority whose tenant is gone is nothing to keep, and the next one there has another.
 * @returns the file, absolute
 */
export async function writeCertificate(
  root: string,
  { url, certificate }: Pick<RunningTenant, 'url' | 'certificate'>,
): Promise<string> {
  const file = join(root, certificatePath(url))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, certificate)
  await removeOrphans(join(root, FOLDER))
  return file
}

/** When its tenant ends. */
export const removeCertificate = (file: string): Promise<void> => rm(file, { force: true })

async function removeOrphans(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const port = NAME.exec(name)?.[1]
    if (port !== undefined && (await isFree(Number(port))))
      await removeCertificate(join(folder, name))
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await listenOnLoopback(server, port)
    await closeServer(server)
    return true
  } catch {
    return false
  }
}
