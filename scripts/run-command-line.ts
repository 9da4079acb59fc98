import { parseArgs } from 'node:util'
import { build } from './commands/build.ts'
import type { Command, Surroundings } from './commands/command.ts'
import { key } from './commands/key.ts'
import { reference } from './commands/reference.ts'
import { resolve } from './commands/resolve.ts'
import { schema } from './commands/schema.ts'
import { start } from './commands/start.ts'
import { tenant } from './commands/tenant.ts'
import { EXIT, type ExitCode, renderFault, UserFault } from './failures.ts'

const COMMANDS: readonly Command[] = [start, build, resolve, tenant, reference, key, schema]

/** Arguments in, exit code out. Never throws: what is not a person's fault is reported as our bug. */
export async function runCommandLine(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  try {
    return await dispatch(args, surroundings)
  } catch (error) {
    if (error instanceof UserFault) {
      for (const fault of error.faults) surroundings.print(renderFault(fault))
      return EXIT.input
    }
    const stack = error instanceof Error ? error.stack : String(error)
    surroundings.print(`bug: this is our mistake, not yours\n${stack}`)
    return EXIT.bug
  }
}

async function dispatch(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const [name, ...rest] = args
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (command === undefined) {
    surroundings.print(renderHelp())
    if (name === undefined || name === '--help' || name === 'help') return EXIT.ok
    throw new UserFault([unknownCommand(name)])
  }
  if (rest.includes('--help')) {
    surroundings.print(renderCommandHelp(command))
    return EXIT.ok
  }
  const { values, positionals } = parseOptions(command, rest)
  return command.run(values, positionals, surroundings)
}

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

const unknownCommand = (name: string): UserFault['faults'][number] => ({
  code: 'command_unknown',
  message: `\`${name}\` is not a command: accepted ${COMMANDS.map((command) => `\`${command.name}\``).join(', ')}`,
  fix: 'use one of them',
})

const renderHelp = (): string =>
  [
    'auth0-org-guard: an Auth0 tenant that itself enforces what business customers are promised',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
    '',
    'exit codes: 0 ok, 1 our bug, 2 your input, 3 differences found, 4 denied',
  ].join('\n')

const renderCommandHelp = ({ name, summary, options, words }: Command): string =>
  [
    `npm run ${name} --${words === undefined ? '' : ` ${words}`}: ${summary}`,
    ...Object.entries(options).map(([option, { description, default: value }]) => {
      const byDefault = value === undefined ? '' : ` (default ${value})`
      return `  --${option.padEnd(18)} ${description}${byDefault}`
    }),
  ].join('\n')

const firstLetterLower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
