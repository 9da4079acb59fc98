import { UserFault } from '../ground/user-fault.ts'
import {
  BACKFILL_SCOPES,
  BACKFILL_WRITING_SCOPES,
  backfillLocks,
} from '../operating/backfill/backfill-locks.ts'
import { loadProject } from '../project/load-project.ts'
import { recordOptionMissing } from '../state/record-options.ts'
import { defineCommand } from './command.ts'
import { ENVIRONMENT, flag, text, wholeNumber } from './options.ts'

export const backfill = defineCommand({
  name: 'backfill',
  summary: 'lock the addresses of people who were members before the guard',
  options: {
    ...ENVIRONMENT,
    export: text('file of a user export'),
    logs: text('file of an archive of the tenant log, one entry in each line'),
    write: flag('write the locks; without it, what would come of everybody is only told'),
    'lock-drifted': flag(
      'lock whoever drifted to the address that was invited: they are refused then',
    ),
    'per-minute': wholeNumber(1, '100', 'how many people are written in a minute at most'),
  },
  notes: [
    'what speaks for an address, the strongest first: an accepted invitation in the log, an open one, the profile',
    `needs ${BACKFILL_SCOPES.join(', ')}; with --write also ${BACKFILL_WRITING_SCOPES.join(', ')}`,
    'one plan takes 200 writes of people in a minute from everybody together: leave some to logins',
  ],
  async run(
    { environment, 'lock-drifted': lockDrifted, 'per-minute': perMinute, ...given },
    surroundings,
  ) {
    if (given.export === '') throw new UserFault([recordOptionMissing('--export')])
    const project = await loadProject(surroundings.root, environment)
    return backfillLocks(project, { ...given, lockDrifted, perMinute }, surroundings)
  },
})
