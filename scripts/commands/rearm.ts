import { rearm as rearmOne } from '../shipping/rearm.ts'
import type { Command } from './command.ts'
import {
  ACTION_SCOPES_NOTE,
  CREDENTIALS_NOTE,
  GOING_BACK,
  overEnvironments,
  readGoingBack,
} from './environments.ts'

export const rearm: Command = {
  name: 'rearm',
  summary: 'put the guard up again, as it was before it was disarmed',
  options: {
    ...GOING_BACK,
    'from-checkout': {
      type: 'boolean',
      description: 'put up what is checked out here, and not what a receipt says ran before',
    },
  },
  notes: [...CREDENTIALS_NOTE, ACTION_SCOPES_NOTE],
  run: (options, words, surroundings) =>
    overEnvironments(rearm.name, options, words, surroundings, (environmentName) =>
      rearmOne(
        {
          ...readGoingBack(environmentName, options),
          fromCheckout: options['from-checkout'] === true,
        },
        surroundings,
      ),
    ),
}
