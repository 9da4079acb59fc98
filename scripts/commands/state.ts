import { UserFault } from '../ground/user-fault.ts'
import { loadProject } from '../project/load-project.ts'
import { INVITATION_SCOPES, listSpentInvitations } from '../state/list-spent-invitations.ts'
import { recordOptionMissing } from '../state/record-options.ts'
import { RESEAL_SCOPES, resealExport } from '../state/reseal-export.ts'
import { surveyExport } from '../state/survey-export.ts'
import { defineCommand } from './command.ts'
import { choice, ENVIRONMENT, flag, text } from './options.ts'

export const state = defineCommand({
  name: 'state',
  summary: 'records of everybody: invitations that are gone, and keys that are rotated',
  options: {
    ...ENVIRONMENT,
    organization: text('invitations: name of the only organization'),
    export: text('file of a user export: survey and reseal read it'),
    list: flag('survey: also the ids of whoever is behind'),
  },
  words: { verb: choice(['invitations', 'survey', 'reseal'], 'survey', 'what is done') },
  notes: [
    `invitations: which were used up by somebody else, from the tenant’s log; needs ${INVITATION_SCOPES.join(', ')}`,
    'survey: how many records are under which key; asks no tenant; see docs/rotation.md',
    `reseal: moves every record of the export to the signing key; needs ${RESEAL_SCOPES.join(', ')}`,
    'about one person: see `members` and `inspect`',
  ],
  async run(given, surroundings) {
    const { verb, environment, export: file, list } = given
    if (verb === 'invitations') return listSpentInvitations(given, surroundings)
    if (file === '') throw new UserFault([recordOptionMissing('--export')])
    const project = await loadProject(surroundings.root, environment)
    if (verb === 'survey') return surveyExport(project, file, list, surroundings)
    return resealExport(project, file, surroundings)
  },
})
