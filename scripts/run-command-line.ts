import { resolve } from 'node:path'
import type { Command } from './commands/command.ts'
import type { Answer } from './ground/answer.ts'
import { EXIT, type ExitCode } from './ground/exit.ts'
import { type Lines, lines } from './ground/printing/lines.ts'
import { renderJson } from './ground/printing/render-json.ts'
import type { Surroundings } from './ground/surroundings.ts'
import { type Fault, renderFault, UserFault } from './ground/user-fault.ts'
import { findProject } from './project/find-project.ts'

/** By name, each loaded when called for: a deploy need not wait for the local tenant's libraries. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>

const COMMANDS: Commands = {
  explain: async () => (await import('./commands/explain.ts')).explain,
  init: async () => (await import('./commands/init.ts')).init,
  ci: async () => (await import('./commands/ci.ts')).ci,
  start: async () => (await import('./commands/start.ts')).start,
  build: async () => (await import('./commands/build.ts')).build,
  check: async () => (await import('./commands/check.ts')).check,
  diff: async () => (await import('./commands/diff.ts')).diff,
  capacity: async () => (await import('./commands/capacity.ts')).capacity,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  plan: async () => (await import('./commands/plan.ts')).plan,
  deploy: async () => (await import('./commands/deploy.ts')).deploy,
  verify: async () => (await import('./commands/verify.ts')).verify,
  rollback: async () => (await import('./commands/rollback.ts')).rollback,
  disarm: async () => (await import('./commands/disarm.ts')).disarm,
  rearm: async () => (await import('./commands/rearm.ts')).rearm,
  uninstall: async () => (await import('./commands/uninstall.ts')).uninstall,
  resolve: async () => (await import('./commands/resolve.ts')).resolve,
  members: async () => (await import('./commands/members.ts')).members,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  'test-address': async () => (await import('./commands/test-address.ts')).testAddress,
  audit: async () => (await import('./commands/audit.ts')).audit,
  backfill: async () => (await import('./commands/backfill.ts')).backfill,
  state: async () => (await import('./commands/state.ts')).state,
  tenant: async () => (await import('./commands/tenant.ts')).tenant,
  portal: async () => (await import('./commands/portal.ts')).portal,
  fidelity: async () => (await import('./commands/fidelity.ts')).fidelity,
  reference: async () => (await import('./commands/reference.ts')).reference,
  key: async () => (await import('./commands/key.ts')).key,
  schema: async () => (await import('./commands/schema.ts')).schema,
  completion: async () => {
    const { completionOf } = await import('./commands/completion.ts')
    return completionOf(() => loadAll(COMMANDS))
  },
}

const loadAll = (commands: Commands): Promise<readonly Command[]> =>
  Promise.all(Object.values(commands).map((load) => load()))

/** The world as a process gives it: what is printed there is shown as it is, and `root` is where it was called. */
export type GivenSurroundings = Omit<Surroundings, 'print'> & {
  readonly print: (text: string) => void
}

/** Arguments in, exit code out. Never throws: what is not a person's fault is reported as our bug. */
export async function runCommandLine(
  args: readonly string[],
  given: GivenSurroundings,
  commands: Commands = COMMANDS,
): Promise<ExitCode> {
  const isJson = isGiven(args, '--json')
  const progress: Surroundings['progress'] = (line, isStep) =>
    given.progress(`${lines(line)}`, isStep)
  const print = (text: string | Lines): void => given.print(`${lines(text)}`)
  const surroundings: Surroundings = {
    ...given,
    root: rootFor(args, given.root),
    progress,
    // Whoever parses what stands on stdout must find nothing else there.
    ...(isJson ? { confirm: async () => false } : {}),
    print: isJson ? (text) => lines(text).texts.map((line) => progress(line)) : print,
  }
  try {
    const { exit, json, text, meanwhile } = await answer(args, surroundings, commands, isJson)
    if (isJson) print(renderJson(json))
    else if (text !== undefined) print(text)
    await meanwhile?.()
    return exit
  } catch (error) {
    const { exit, json, text } = await failed(error, surroundings)
    print(isJson ? renderJson(json) : text)
    return exit
  }
}

/** The nearest project, from `--project` or from where the command was called; that folder where there is none. */
function rootFor(args: readonly string[], calledIn: string): string {
  const from = resolve(calledIn, valueAfter(args, '--project') ?? '')
  return findProject(from) ?? from
}

async function failed(
  error: unknown,
  surroundings: Surroundings,
): Promise<Answer & { readonly text: Lines }> {
  if (!(error instanceof UserFault)) {
    return { exit: EXIT.bug, json: { bug: renderBug(error).texts }, text: renderBug(error) }
  }
  const faults = await faultsIn(surroundings, error.faults)
  return { exit: EXIT.input, json: { faults }, text: lines(...faults.map(renderFault)) }
}

/** With the commands and paths that the project has; the paths as they are where nobody knows these. */
async function faultsIn(
  surroundings: Surroundings,
  faults: readonly Fault[],
): Promise<readonly Fault[]> {
  const { callIn, faultAsCalled } = await import('./commands/usage.ts')
  const call = callIn(surroundings)
  const called = faults.map((fault) => faultAsCalled(call, fault))
  if (faults.some(({ code }) => code === 'layout_invalid')) return called
  const { faultIn, layoutOf } = await import('./project/layout.ts')
  const layout = layoutOf(surroundings.root)
  return called.map((fault) => faultIn(layout, fault))
}

async function answer(
  [name, ...args]: readonly string[],
  surroundings: Surroundings,
  commands: Commands,
  isJson: boolean,
): Promise<Answer> {
  const load = Object.hasOwn(commands, name ?? '') ? commands[name ?? ''] : undefined
  const { environmentVariables } = surroundings
  if (load === undefined) {
    const isAsked = name === undefined || ['help', '--help', '-h', '--json'].includes(name)
    if (!isAsked) throw new UserFault([unknownCommand(name, commands)])
    const { renderHelp } = await import('./commands/render-help.ts')
    const all = await loadAll(commands)
    const json = { commands: all.map(({ name, summary }) => ({ name, summary })) }
    return { exit: EXIT.ok, json, text: renderHelp(all, environmentVariables) }
  }
  const command = await load()
  if (isGiven(args, '--help') || isGiven(args, '-h')) {
    const { detailsOf, renderCommandHelp } = await import('./commands/render-help.ts')
    const { summary, options, words } = command
    const json = { name, summary, words: detailsOf(words), options: detailsOf(options) }
    return { exit: EXIT.ok, json, text: renderCommandHelp(command, environmentVariables) }
  }
  const { runArguments } = await import('./commands/run-arguments.ts')
  return runArguments(command, args, surroundings, isJson)
}

/** Whether an option stands there, and not among the words after `--`. */
const isGiven = (args: readonly string[], option: string): boolean => {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).includes(option)
}

/** What follows an option, or stands in it after `=`. */
function valueAfter(args: readonly string[], option: string): string | undefined {
  const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`))
  const found = args[at]
  return found === option ? args[at + 1] : found?.slice(option.length + 1)
}

const unknownCommand = (name: string, commands: Commands): Fault => ({
  code: 'command_unknown',
  message: `\`${name}\` is not a command: accepted ${Object.keys(commands)
    .map((known) => `\`${known}\``)
    .join(', ')}`,
  fix: 'use one of them',
})

/** What the error says may come from anywhere; where it was thrown does not. */
function renderBug(error: unknown): Lines {
  const head = 'bug: this is our mistake, not yours'
  if (!(error instanceof Error)) return lines(head, String(error))
  const { name, message, stack = '' } = error
  const frames = stack.slice(stack.indexOf(message) + message.length).split('\n')
  return lines(
    head,
    `${name}: ${message}`,
    ...frames.filter((frame) => frame.startsWith('    at ')),
  )
}
