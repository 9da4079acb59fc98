import { rollBack } from '../shipping/roll-back.ts'
import type { Command } from './command.ts'
import {
  ACTION_SCOPES_NOTE,
  CREDENTIALS_NOTE,
  GOING_BACK,
  overEnvironments,
  readGoingBack,
} from './environments.ts'

export const rollback: Command = {
  name: 'rollback',
  summary: 'go back to the code and bindings of a receipt, by default the one before the current',
  words: '[receipt.json]',
  options: GOING_BACK,
  notes: [
    ...CREDENTIALS_NOTE,
    ACTION_SCOPES_NOTE,
    'under other keys than the receipt’s, its code is uploaded anew with today’s secrets',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(rollback.name, options, words, surroundings, (environmentName) =>
      rollBack(
        {
          ...readGoingBack(environmentName, options),
          receiptFile: words[0] ?? '',
        },
        surroundings,
      ),
    ),
}
