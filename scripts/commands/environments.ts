import { type CommandOptions, textOption } from '../ground/command-options.ts'
import { EXIT, type ExitCode, UserFault } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { runEnvironments } from '../shipping/run-environments.ts'
import { ENVIRONMENT_OPTION, type OptionDescription } from './command.ts'

/** The two options that say where. */
export const WHERE: Readonly<Record<string, OptionDescription>> = {
  environment: ENVIRONMENT_OPTION,
  environments: {
    type: 'string',
    description: 'several, separated by commas, each in a process of its own',
  },
}

export const RECEIPTS_OPTION: OptionDescription = {
  type: 'string',
  description: 'folder of receipts (default .build/<environment>/receipts)',
}

export const WITHOUT_SECRETS_OPTION: OptionDescription = {
  type: 'boolean',
  description: 'do not demand the environment’s secrets; they are then not compared',
}

/** What every command that writes to a tenant is told. */
export const WRITING: Readonly<Record<string, OptionDescription>> = {
  ...WHERE,
  domain: {
    type: 'string',
    description: 'the tenant’s domain, typed out; demanded where the environment is protected',
  },
  actor: {
    type: 'string',
    description: 'who does this, for the receipt (default: whom CI names, or the user)',
  },
  receipts: RECEIPTS_OPTION,
}

/** The same where a person acts outside of a deploy: the receipt says why. */
export const WRITING_BY_HAND: Readonly<Record<string, OptionDescription>> = {
  ...WRITING,
  reason: { type: 'string', description: 'why, for the receipt' },
}

export const readWriting = (environmentName: string, options: CommandOptions) => ({
  environmentName,
  domain: textOption(options, 'domain'),
  actor: textOption(options, 'actor'),
  receipts: textOption(options, 'receipts'),
})

export const readWritingByHand = (environmentName: string, options: CommandOptions) => ({
  ...readWriting(environmentName, options),
  reason: textOption(options, 'reason'),
})

export const CREDENTIALS_NOTE: readonly string[] = [
  'credentials: AUTH0_CLIENT_ID, and AUTH0_CLIENT_SECRET or AUTH0_CLIENT_SIGNING_KEY_PATH or AUTH0_CLIENT_PRIVATE_KEY',
  'with --environments: <ENVIRONMENT>__NAME is NAME in that environment, e.g. STAGING__AUTH0_CLIENT_ID',
]

export const MARKS_TO_LOSE_OPTION: OptionDescription = {
  type: 'string',
  default: '0',
  description: 'marks under a retired key that may be lost, by number; see docs/rotation.md',
}

/** Whatever is no number is no permission. */
export const readMarksToLose = (options: CommandOptions): number =>
  Number(textOption(options, 'marks-to-lose'))

/** What going back to a receipt is told. */
export const GOING_BACK: Readonly<Record<string, OptionDescription>> = {
  ...WRITING_BY_HAND,
  'marks-to-lose': MARKS_TO_LOSE_OPTION,
  unsealed: {
    type: 'boolean',
    description: 'go back to a receipt that these credentials have not sealed; read it before',
  },
}

export const readGoingBack = (environmentName: string, options: CommandOptions) => ({
  ...readWritingByHand(environmentName, options),
  marksToLose: readMarksToLose(options),
  acceptsUnsealed: options.unsealed === true,
})

/** Least scopes of what only ever touches Actions and their bindings. */
export const ACTION_SCOPES_NOTE = 'scopes: read:actions update:actions create:actions'

type RunOne = (
  environmentName: string,
  options: CommandOptions,
  words: readonly string[],
  surroundings: Surroundings,
) => Promise<ExitCode>

/** One environment here, several in a process each. */
export async function overEnvironments(
  command: string,
  options: CommandOptions,
  words: readonly string[],
  surroundings: Surroundings,
  runOne: RunOne,
): Promise<ExitCode> {
  const names = textOption(options, 'environments')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0) {
    return runOne(textOption(options, 'environment'), options, words, surroundings)
  }
  if (
    words.length > 0 ||
    textOption(options, 'out') !== '' ||
    textOption(options, 'domain') !== ''
  ) {
    throw new UserFault([
      {
        code: 'option_invalid',
        message: '`--environments` was given together with something that is about one environment',
        fix: 'run the command once per environment: a file, and a typed domain, belong to one tenant',
      },
    ])
  }
  const codes = await runEnvironments(command, names, options, surroundings)
  return codes.length === 0 ? EXIT.ok : worst(codes)
}

/** Our bug before a wrong input before a difference: the first thing to be looked at. */
const BY_GRAVITY: readonly ExitCode[] = [
  EXIT.bug,
  EXIT.input,
  EXIT.differences,
  EXIT.denied,
  EXIT.ok,
]

const worst = (codes: readonly ExitCode[]): ExitCode =>
  BY_GRAVITY.find((code) => codes.includes(code)) ?? EXIT.bug
