import { ADDRESS_SCOPES, testAddress as testOne } from '../operating/test-address.ts'
import { defineCommand } from './command.ts'
import { ENVIRONMENT, text } from './options.ts'
import { CREDENTIALS_NOTE } from './writing-options.ts'

export const testAddress = defineCommand({
  name: 'test-address',
  summary: 'whether the address in OG_NEW_ADDRESS is the one that is locked for a person',
  options: {
    ...ENVIRONMENT,
    user: text('user id'),
    organization: text('name of the organization'),
  },
  notes: [
    ...CREDENTIALS_NOTE,
    `needs ${ADDRESS_SCOPES.join(', ')}; nothing is written`,
    'answers `yes`; or, with exit code 3, `no`, `no lock` or `unreadable lock`',
  ],
  run: (given, surroundings) => testOne(given, surroundings),
})
