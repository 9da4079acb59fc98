import { type CommandOptions, textOption } from '../ground/command-options.ts'
import type { ExitCode } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { parseAllowedDeletions } from '../shipping/apply/assert-allowed.ts'
import { deploy as deployOne } from '../shipping/deploy.ts'
import type { Command } from './command.ts'
import {
  CREDENTIALS_NOTE,
  MARKS_TO_LOSE_OPTION,
  overEnvironments,
  readMarksToLose,
  readWriting,
  WRITING,
} from './environments.ts'

export const deploy: Command = {
  name: 'deploy',
  summary: 'apply what `plan` says and nothing else, read it back, write a receipt',
  words: '[plan.json]',
  options: {
    ...WRITING,
    'allow-delete': {
      type: 'string',
      description: 'what may be deleted, by number: <type>=<count>, several with commas',
    },
    'marks-to-lose': MARKS_TO_LOSE_OPTION,
  },
  notes: [
    ...CREDENTIALS_NOTE,
    'scopes: read:<type> of what the environment manages, and create, update or delete of what changes;',
    '        with nothing but Actions and triggers: read:actions update:actions create:actions',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(deploy.name, options, words, surroundings, runDeploy),
}

const runDeploy = (
  environmentName: string,
  options: CommandOptions,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> =>
  deployOne(
    {
      ...readWriting(environmentName, options),
      planFile: words[0] ?? '',
      allowed: parseAllowedDeletions(textOption(options, 'allow-delete')),
      marksToLose: readMarksToLose(options),
    },
    surroundings,
  )
