import { rollBack } from '../shipping/roll-back.ts'
import { defineCommand } from './command.ts'
import { text } from './options.ts'
import { ACTION_SCOPES_NOTE, CREDENTIALS_NOTE, GOING_BACK } from './writing-options.ts'

export const rollback = defineCommand({
  name: 'rollback',
  summary: 'go back to the code and bindings of a receipt, by default the one before the current',
  words: { receiptFile: text('receipt.json') },
  options: GOING_BACK,
  notes: [
    ...CREDENTIALS_NOTE,
    ACTION_SCOPES_NOTE,
    'under other keys than the receipt’s, its code is uploaded anew with today’s secrets and modules',
  ],
  across: 'in order',
  run: (given, surroundings) => rollBack(given, surroundings),
})
