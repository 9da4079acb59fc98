import { UserFault } from '../ground/user-fault.ts'
import { INSPECTION_SCOPES, inspectPerson } from '../operating/inspect-person.ts'
import { recordOptionMissing } from '../state/record-options.ts'
import { defineCommand } from './command.ts'
import { ENVIRONMENT, text } from './options.ts'
import { CREDENTIALS_NOTE } from './writing-options.ts'

export const inspect = defineCommand({
  name: 'inspect',
  summary: 'when somebody cannot sign in: what is stored, blocked, logged, and decided now',
  options: {
    ...ENVIRONMENT,
    user: text('user id'),
    audit: text(
      'audit that says who blocked, and is only read (default .build/<environment>/audit.ndjson)',
    ),
  },
  notes: [
    ...CREDENTIALS_NOTE,
    `needs ${INSPECTION_SCOPES.join(', ')}; nothing is written`,
    'the logins are imagined as `explain --user` does; the log is read with the environment’s key',
  ],
  async run(given, surroundings) {
    if (given.user === '') throw new UserFault([recordOptionMissing('--user')])
    return inspectPerson(given, surroundings)
  },
})
