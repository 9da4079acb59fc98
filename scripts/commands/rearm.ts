import { rearm as rearmOne } from '../shipping/rearm.ts'
import { defineCommand } from './command.ts'
import { flag } from './options.ts'
import { ACTION_SCOPES_NOTE, CREDENTIALS_NOTE, GOING_BACK } from './writing-options.ts'

export const rearm = defineCommand({
  name: 'rearm',
  summary: 'put the guard up again, as it was before it was disarmed',
  options: {
    ...GOING_BACK,
    fromCheckout: flag('put up what is checked out here, and not what a receipt says ran before'),
  },
  notes: [...CREDENTIALS_NOTE, ACTION_SCOPES_NOTE],
  across: 'in order',
  run: (given, surroundings) => rearmOne(given, surroundings),
})
