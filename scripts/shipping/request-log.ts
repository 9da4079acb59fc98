import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Below the checkout. */
export const requestLogPath = (environmentName: string): string =>
  join('.build', environmentName, 'requests.log')

/**
 * Every request of a command to the Management API, a line each: time, method, path, status. Queries and
 * bodies are left out, which may hold addresses and secrets. The log of the command before is replaced.
 */
export function openRequestLog(
  root: string,
  environmentName: string,
  nowMs: () => number,
): (line: string) => void {
  const file = join(root, requestLogPath(environmentName))
  mkdirSync(dirname(file), { recursive: true })
  // A link that lies there, out of somebody's commit, leads to another file.
  rmSync(file, { force: true })
  writeFileSync(file, '')
  return (line) => appendFileSync(file, `${new Date(nowMs()).toISOString()} ${line}\n`)
}
