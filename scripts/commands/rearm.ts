import { rearm as rearmOne } from '../shipping/rearm.ts'
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

export const rearm: Command = {
  name: 'rearm',
  summary: 'put the guard up again, as it was before it was disarmed',
  options: {
    ...WHERE,
    domain: DOMAIN_OPTION,
    reason: REASON_OPTION,
    actor: ACTOR_OPTION,
    receipts: RECEIPTS_OPTION,
  },
  notes: [...CREDENTIALS_NOTE, 'scopes: read:actions update:actions create:actions'],
  run: (options, words, surroundings) =>
    overEnvironments(rearm.name, options, words, surroundings, (environmentName) =>
      rearmOne(
        {
          environmentName,
          domain: textOption(options, 'domain'),
          actor: textOption(options, 'actor'),
          reason: textOption(options, 'reason'),
          receipts: textOption(options, 'receipts'),
        },
        surroundings,
      ),
    ),
}
