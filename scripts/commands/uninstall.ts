import {
  CLIENT_SCOPES,
  STREAM_SCOPES,
  UNINSTALL_SCOPES,
  uninstall as uninstallOne,
} from '../shipping/uninstall.ts'
import { ERASE_RECORDS_SCOPES } from '../state/erase-records.ts'
import { defineCommand } from './command.ts'
import { flag, names, text, wholeNumber } from './options.ts'
import { CREDENTIALS_NOTE, WRITING_BY_HAND } from './writing-options.ts'

export const uninstall = defineCommand({
  name: 'uninstall',
  summary: 'take the guard out of a tenant: what it is bound by, and its Actions',
  options: {
    ...WRITING_BY_HAND,
    clients: names('ids of the machine clients that go too, separated by commas'),
    records: text('file of a user export: erase what the guard stored of these people'),
    perMinute: wholeNumber(1, '100', 'how many people are written in a minute at most'),
    yes: flag('take out without asking'),
  },
  notes: [
    ...CREDENTIALS_NOTE,
    `scopes: ${UNINSTALL_SCOPES.join(' ')}; where \`drift\` is deployed ${STREAM_SCOPES.join(' ')}`,
    `with --clients also ${CLIENT_SCOPES.join(' ')}, with --records ${ERASE_RECORDS_SCOPES.join(' ')}`,
    'shows what goes first; exits 3 where nobody said yes; run again, it carries on where it stopped',
  ],
  across: 'in order',
  run: ({ clients = [], ...given }, surroundings) =>
    uninstallOne({ ...given, clients }, surroundings),
})
