import { rollBack } from '../shipping/roll-back.ts'
import { type Command, textOption } from './command.ts'
import {
  ACTOR_OPTION,
  CREDENTIALS_NOTE,
  DOMAIN_OPTION,
  overEnvironments,
  REASON_OPTION,
  RECEIPTS_OPTION,
  WHERE,
} from './environments.ts'

export const rollback: Command = {
  name: 'rollback',
  summary: 'go back to the code and bindings of a receipt, by default the one before the current',
  words: '[receipt.json]',
  options: {
    ...WHERE,
    domain: DOMAIN_OPTION,
    reason: REASON_OPTION,
    actor: ACTOR_OPTION,
    receipts: RECEIPTS_OPTION,
  },
  notes: [
    ...CREDENTIALS_NOTE,
    'scopes: read:actions update:actions create:actions',
    'under other keys than the receipt’s, its code is uploaded anew with today’s secrets',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(rollback.name, options, words, surroundings, (environmentName) =>
      rollBack(
        {
          environmentName,
          receiptFile: words[0] ?? '',
          domain: textOption(options, 'domain'),
          actor: textOption(options, 'actor'),
          reason: textOption(options, 'reason'),
          receipts: textOption(options, 'receipts'),
        },
        surroundings,
      ),
    ),
}
