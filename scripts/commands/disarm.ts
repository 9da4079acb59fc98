import { disarm as disarmOne } from '../shipping/disarm.ts'
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

export const disarm: Command = {
  name: 'disarm',
  summary: 'take the guard down: the monitor-only bundle, at once; refuses nobody, logs everything',
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
    'works when the tenant has drifted and when nothing builds; see docs/runbook.md',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(disarm.name, options, words, surroundings, (environmentName) =>
      disarmOne(
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
