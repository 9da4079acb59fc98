import { parseArgs } from 'node:util'
import type { Command } from './commands/command.ts'
import { EXIT, type ExitCode, refuseFaults, renderFault, UserFault } from './ground/failures.ts'
import { type Lines, lines } from './ground/printing/lines.ts'
import type { Surroundings } from './ground/surroundings.ts'

/** By name, each loaded when called for: a deploy need not wait for the local tenant's libraries. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>

const COMMANDS: Commands = {
  explain: async () => (await import('./commands/explain.ts')).explain,
  start: async () => (await import('./commands/start.ts')).start,
  build: async () => (await import('./commands/build.ts')).build,
  check: async () => (await import('./commands/check.ts')).check,
  plan: async () => (await import('./commands/plan.ts')).plan,
  deploy: async () => (await import('./commands/deploy.ts')).deploy,
  verify: async () => (await import('./commands/verify.ts')).verify,
  rollback: async () => (await import('./commands/rollback.ts')).rollback,
  disarm: async () => (await import('./commands/disarm.ts')).disarm,
  rearm: async () => (await import('./commands/rearm.ts')).rearm,
  resolve: async () => (await import('./commands/resolve.ts')).resolve,
  state: async () => (await import('./commands/state.ts')).state,
  tenant: async () => (await import('./commands/tenant.ts')).tenant,
  fidelity: async () => (await import('./commands/fidelity.ts')).fidelity,
  reference: async () => (await import('./commands/reference.ts')).reference,
  key: async () => (await import('./commands/key.ts')).key,
  schema: async () => (await import('./commands/schema.ts')).schema,
}

/** The world as a process gives it: what is printed there is shown as it is. */
export type GivenSurroundings = Omit<Surroundings, 'print'> & {
  readonly print: (text: string) => void
}

/** Arguments in, exit code out. Never throws: what is not a person's fault is reported as our bug. */
export async function runCommandLine(
  args: readonly string[],
  given: GivenSurroundings,
  commands: Commands = COMMANDS,
): Promise<ExitCode> {
  const surroundings: Surroundings = {
    ...given,
    print: (text) => given.print(`${lines(text)}`),
    progress: (line) => given.progress(`${lines(line)}`),
  }
  try {
    return await dispatch(args, surroundings, commands)
  } catch (error) {
    if (error instanceof UserFault) {
      for (const fault of error.faults) surroundings.print(renderFault(fault))
      return EXIT.input
    }
    surroundings.print(renderBug(error))
    return EXIT.bug
  }
}

async function dispatch(
  args: readonly string[],
  surroundings: Surroundings,
  commands: Commands,
): Promise<ExitCode> {
  const [name, ...rest] = args
  const load = Object.hasOwn(commands, name ?? '') ? commands[name ?? ''] : undefined
  if (load === undefined) {
    const all = Object.values(commands).map((load) => load())
    surroundings.print(renderHelp(await Promise.all(all)))
    if (name === undefined || name === '--help' || name === 'help') return EXIT.ok
    throw new UserFault([unknownCommand(name, commands)])
  }
  const command = await load()
  if (rest.includes('--help')) {
    surroundings.print(renderCommandHelp(command))
    return EXIT.ok
  }
  refuseFaults(lostOptions(command, surroundings.environmentVariables))
  const { values, positionals } = parseOptions(command, rest)
  return command.run(values, positionals, surroundings)
}

/** npm keeps flags that stand before `--` for itself, and has them in the environment. */
const lostOptions = (
  { name, options }: Command,
  variables: Surroundings['environmentVariables'],
): readonly UserFault['faults'][number][] =>
  Object.keys(options)
    .filter((option) => !NPMS_OWN.has(option))
    .filter((option) => variables[`npm_config_${option.replaceAll('-', '_')}`])
    .map((option) => ({
      code: 'option_lost',
      message: `npm has taken \`--${option}\` for an option of its own, and \`${name}\` never saw it`,
      fix: `write \`npm run ${name} -- --${option} …\`, with \`--\` before it`,
    }))

/** Options of npm, which somebody may have set for good. */
const NPMS_OWN: ReadonlySet<string> = new Set(['json'])

function parseOptions(
  command: Command,
  args: readonly string[],
): { values: Record<string, string | boolean | undefined>; positionals: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, default: value }]) => [
      name,
      value === undefined ? { type } : { type, default: value },
    ]),
  )
  try {
    const allowPositionals = command.words !== undefined
    return parseArgs({ args: [...args], options, allowPositionals, strict: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserFault([
      {
        code: 'option_invalid',
        message: `\`${command.name}\` was called with an option it does not take: ${firstLetterLower(why)}`,
        fix: `see \`npm run ${command.name} -- --help\``,
      },
    ])
  }
}

const unknownCommand = (name: string, commands: Commands): UserFault['faults'][number] => ({
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

const renderHelp = (commands: readonly Command[]): Lines =>
  lines(
    'auth0-org-guard: an Auth0 tenant that itself enforces what business customers are promised',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
    '',
    'exit codes: 0 ok, 1 our bug, 2 your input, 3 differences found, 4 denied',
  )

const renderCommandHelp = ({ name, summary, options, words, notes = [] }: Command): Lines =>
  lines(
    `npm run ${name} --${words === undefined ? '' : ` ${words}`}: ${summary}`,
    ...Object.entries(options).map(([option, { description, default: value }]) => {
      const byDefault = value === undefined ? '' : ` (default ${value})`
      return `  --${option.padEnd(18)} ${description}${byDefault}`
    }),
    ...notes,
  )

const firstLetterLower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
