import { disarm as disarmOne } from '../shipping/disarm.ts'
import { defineCommand } from './command.ts'
import { flag } from './options.ts'
import { ACTION_SCOPES_NOTE, CREDENTIALS_NOTE, WRITING_BY_HAND } from './writing-options.ts'

export const disarm = defineCommand({
  name: 'disarm',
  summary: 'take the guard down: the monitor-only bundle, at once; refuses nobody, logs everything',
  options: {
    ...WRITING_BY_HAND,
    bare: flag('guards that do nothing and log nothing, for when nothing builds'),
  },
  notes: [
    ...CREDENTIALS_NOTE,
    ACTION_SCOPES_NOTE,
    'works when the tenant has drifted and when nothing builds; see docs/runbook.md',
  ],
  // In the night every tenant is to be reached, whatever happens at another.
  across: 'in order, whatever fails',
  run: (given, surroundings) => disarmOne(given, surroundings),
})
