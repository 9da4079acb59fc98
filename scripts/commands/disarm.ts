import { disarm as disarmOne } from '../shipping/disarm.ts'
import type { Command } from './command.ts'
import {
  ACTION_SCOPES_NOTE,
  CREDENTIALS_NOTE,
  overEnvironments,
  readWritingByHand,
  WRITING_BY_HAND,
} from './environments.ts'

export const disarm: Command = {
  name: 'disarm',
  summary: 'take the guard down: the monitor-only bundle, at once; refuses nobody, logs everything',
  options: {
    ...WRITING_BY_HAND,
    bare: {
      type: 'boolean',
      description: 'guards that do nothing and log nothing, for when nothing builds',
    },
  },
  notes: [
    ...CREDENTIALS_NOTE,
    ACTION_SCOPES_NOTE,
    'works when the tenant has drifted and when nothing builds; see docs/runbook.md',
  ],
  run: (options, words, surroundings) =>
    overEnvironments(disarm.name, options, words, surroundings, (environmentName) =>
      disarmOne(
        { ...readWritingByHand(environmentName, options), bare: options.bare === true },
        surroundings,
      ),
    ),
}
