import type { Answer } from '../ground/answer.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import { type Command, flagOf, type RawValues } from './command.ts'
import { readArguments } from './read-arguments.ts'

/**
 * Runs a command with what stands on its command line, or each of several environments with it.
 * @throws UserFault with everything there that is not accepted
 */
export async function runArguments(
  command: Command,
  args: readonly string[],
  surroundings: Surroundings,
  isJson: boolean,
): Promise<Answer> {
  const { values, faults } = readArguments(command, args, surroundings.environmentVariables)
  const { environments, ...judged } = command.judge(values)
  refuseFaults([
    ...lostOptions(command, surroundings.environmentVariables),
    ...faults,
    ...judged.faults,
    ...(environments.length === 0 ? [] : aboutOneEnvironment(command, values)),
  ])
  const { across, name } = command
  if (across === undefined || environments.length === 0) return judged.run(surroundings)
  const { runEnvironments } = await import('../shipping/run-environments.ts')
  const repeated = { command: name, args: writtenOut(command, values), across, environments }
  return runEnvironments(repeated, isJson, surroundings)
}

/** Said to the process that starts others; they are started in the project. */
const PARENTS: ReadonlySet<string> = new Set(['environments', 'project'])

/** The same options once more, for another process. */
const writtenOut = ({ options }: Command, values: RawValues): readonly string[] =>
  Object.entries(values)
    .filter(([name]) => Object.hasOwn(options, name) && !PARENTS.has(name))
    .map(([name, value]) => (value === true ? flagOf(name) : `${flagOf(name)}=${value}`))

/**
 * `npm run` keeps flags that stand before `--` for itself, and has them in the environment. `npx` takes none that
 * stand after the package, and has its own there, such as `--yes`.
 */
const lostOptions = (
  { name, options }: Command,
  variables: Surroundings['environmentVariables'],
): readonly Fault[] =>
  (variables.npm_command === 'exec' ? [] : Object.keys(options))
    .map(flagOf)
    .filter((option) => !NPMS_OWN.has(option))
    .filter((option) => variables[`npm_config_${option.slice(2).replaceAll('-', '_')}`])
    .map((option) => ({
      code: 'option_lost',
      message: `npm has taken \`${option}\` for an option of its own, and \`${name}\` never saw it`,
      fix: `write \`npm run ${variables.npm_lifecycle_event ?? name} -- ${option} …\`, with \`--\` before it`,
    }))

/** Options of npm, which somebody may have set for good. */
const NPMS_OWN: ReadonlySet<string> = new Set(['--json'])

/** A file, and a typed domain, belong to one tenant. */
const OF_ONE: ReadonlySet<string> = new Set(['environment', 'out', 'domain'])

const aboutOneEnvironment = ({ words, name }: Command, values: RawValues): readonly Fault[] =>
  Object.keys(values)
    .filter((given) => OF_ONE.has(given) || Object.hasOwn(words, given))
    .map((given) => ({
      code: 'option_invalid',
      message: `\`--environments\` was given together with \`${given}\`, which is about one environment`,
      fix: `run \`${name}\` once per environment: a file, and a typed domain, belong to one tenant`,
    }))
