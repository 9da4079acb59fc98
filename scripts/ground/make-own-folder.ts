import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isAlive, thisProcess } from './this-process.ts'

/**
 * Makes a folder beside `path`, under its name and more, for this process alone. What a process that was
 * killed left there goes first: nobody else would remove it.
 */
export async function makeOwnFolder(path: string): Promise<string> {
  await removeLeft(path)
  return mkdtemp(`${path}-${whereProcessesAre()}-${thisProcess.id()}-`)
}

async function removeLeft(path: string): Promise<void> {
  const [parent, prefix] = [dirname(path), `${basename(path)}-${whereProcessesAre()}-`]
  for (const name of await readdir(parent).catch(() => [])) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : ''
    const pid = /^(\d+)-\w{6}$/.exec(rest)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    const left = join(parent, name)
    // Whatever cannot be removed is in nobody's way.
    if (await isOurs(left)) await rm(left, { recursive: true, force: true }).catch(() => {})
  }
}

const isOurs = (folder: string): Promise<boolean> =>
  lstat(folder).then(
    (found) => found.isDirectory() && found.uid === (thisProcess.ownerId() ?? found.uid),
    () => false,
  )

/** A process id means nothing on another machine, nor in another container of the same folder. */
function whereProcessesAre(): string {
  const where = JSON.stringify([hostname(), processNamespace()])
  return createHash('sha256').update(where).digest('hex').slice(0, 8)
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // Not on Linux, where there is but one.
    return ''
  }
}
