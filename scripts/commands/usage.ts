import { ENGINE, SOURCES } from '../ground/engine.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import type { Fault } from '../ground/user-fault.ts'
import { saysLayout } from '../project/find-project.ts'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * How somebody calls a command again, the way they called this one: by the script of npm of the same
 * name, by `npx`, or by the name alone.
 * @param rest options and words; `npm` needs a `--` before them
 */
export function usage(command: string, variables: Variables, rest = ''): string {
  const { npm_lifecycle_event: script } = variables
  if (script === command) return npmRun(command, rest)
  // What a script of another name finds on its path, the shell around it does not. And where it is not
  // installed, npx takes the name for that of a package, and the shorter one may be anybody's.
  const program = script === undefined ? 'org-guard' : 'npx auth0-org-guard'
  return [program, command, rest].filter((word) => word !== '').join(' ')
}

const npmRun = (command: string, rest: string): string =>
  `npm ${command === 'start' ? '' : 'run '}${command}${rest === '' ? '' : ` -- ${rest}`}`

/** How a command is called in a project; only a clone of ours has a script of npm for each. */
export type CommandCall = (command: string, rest?: string) => string

export function callIn({
  root,
  environmentVariables,
}: Pick<Surroundings, 'root' | 'environmentVariables'>): CommandCall {
  const isPacked = SOURCES !== ENGINE
  const isElsewhere = saysLayout(root) || environmentVariables.npm_lifecycle_event === 'npx'
  return isPacked || isElsewhere
    ? (command, rest) => usage(command, environmentVariables, rest)
    : (command, rest = '') => npmRun(command, rest)
}

/** Our code writes a command as a clone calls it, in backticks; nothing else that npm runs is ours. */
const OURS = /`npm (?:run (?!-)([a-z-]+)|(start))(?: -- ([^`]*))?`/g

/** A sentence of ours, for whoever calls its commands otherwise. */
export const asCalled = (call: CommandCall, text: string): string =>
  text.replace(OURS, (_whole, ran?: string, started?: string, rest?: string) => {
    return `\`${call(ran ?? started ?? '', rest)}\``
  })

export const faultAsCalled = (call: CommandCall, fault: Fault): Fault => ({
  ...fault,
  message: asCalled(call, fault.message),
  fix: asCalled(call, fault.fix),
})
