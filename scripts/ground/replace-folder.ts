import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeOwnFolder } from './make-own-folder.ts'

/**
 * Puts what `write` makes in the place of a folder, at once: whoever reads it meanwhile, or was ended while
 * it was written, has the one or the other.
 */
export async function replaceFolder<Written>(
  folder: string,
  write: (next: string) => Promise<Written>,
): Promise<Written> {
  await mkdir(dirname(folder), { recursive: true })
  const own = await makeOwnFolder(folder)
  const [next, former] = [join(own, 'next'), join(own, 'former')]
  try {
    const written = await write(next)
    await rename(folder, former).catch(unless('ENOENT'))
    // Another command may have put its own there just now: whoever reads it sees whose it is.
    await rename(next, folder).catch(unless('ENOTEMPTY', 'EEXIST'))
    return written
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

const unless =
  (...codes: readonly string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? '')) throw error
  }
