import { appendFileSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'

/** Below the checkout. */
export const requestLogPath = (environmentName: string): string =>
  join('.build', environmentName, 'requests.log')

/**
 * Every request of a command to the Management API, a line each: time, method, path, status. Queries and
 * bodies are left out, which may hold addresses and secrets. The log of the command before is replaced.
 * @throws UserFault where it would be written somewhere else
 */
export function openRequestLog(
  root: string,
  environmentName: string,
  nowMs: () => number,
): (line: string) => void {
  const path = requestLogPath(environmentName)
  const folders = [dirname(dirname(path)), dirname(path)]
  refuseFaults(folders.filter((folder) => isLink(join(root, folder))).map(linkedAway))
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  // Out of somebody's commit, a link leads to another file, and a folder cannot be written to.
  rmSync(file, { force: true, recursive: true })
  writeFileSync(file, '')
  return (line) => appendFileSync(file, `${new Date(nowMs()).toISOString()} ${line}\n`)
}

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true

/** Receipts lie there too, and what is put to use where a guard is taken down. */
const linkedAway = (folder: string): Fault => ({
  code: 'symbolic_link',
  message: `\`${folder}\` is a symbolic link, and what commands keep lies in the checkout itself`,
  fix: `take the link out, and make sure that git does not hold \`${folder}\``,
})
