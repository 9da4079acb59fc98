import { z } from 'zod'
import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { BLOCK_KEY } from '../../actions/records/block-record.ts'
import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { LOCK_KEY, signLock } from '../../actions/records/lock-record.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { REBIND_KEY, readRebinds } from '../../actions/records/rebind-record.ts'
import { relock } from '../../policies/lock.ts'
import { signGrant, signRebind } from '../administration/sign-permission.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT, type Fault, refuseFaults, UserFault } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject } from '../project/load-project.ts'
import { addBlock, removeBlock } from '../state/change-blocks.ts'
import { DESK_SCOPES, type Desk, openDesk } from '../state/desk.ts'
import { INVITATION_SCOPES, listSpentInvitations } from '../state/list-spent-invitations.ts'
import { permissionRequest } from '../state/permission-request.ts'
import type { PersonRecords } from '../state/person-records.ts'
import { HOURS_TO_USE_A_GRANT, printGrant } from '../state/print-grant.ts'
import {
  momentToCome,
  organizationId,
  organizationOrEverywhere,
  recordOptionMissing,
} from '../state/record-options.ts'
import { renderRecords, showRecords } from '../state/render-records.ts'
import { resealExport } from '../state/reseal-export.ts'
import { surveyExport } from '../state/survey-export.ts'
import { defineCommand, type Given } from './command.ts'
import { choice, ENVIRONMENT, flag, text } from './options.ts'

const HOURS_TO_USE_A_REBIND = 72

/** What can be done to the records of one person. */
const VERBS = ['show', 'block', 'unblock', 'relock', 'rebind', 'grant'] as const
/** What is about everybody. */
const OF_EVERYBODY = ['invitations', 'survey', 'reseal'] as const

const OPTIONS = {
  ...ENVIRONMENT,
  user: text('user id'),
  organization: text('name of the organization, or * for everywhere'),
  reason: z.string().default('SUSPENDED').describe('a word for the record'),
  until: text('end of a block or a permission, ISO 8601'),
  export: text('file of a user export: survey and reseal read it'),
  list: flag('survey: also the ids of whoever is behind'),
}
const WORDS = { verb: choice([...VERBS, ...OF_EVERYBODY], 'show', 'what is done') }

type StateGiven = Given<typeof OPTIONS & typeof WORDS>

export const state = defineCommand({
  name: 'state',
  summary: 'what operators do to records: of a person, or of everybody when a key is rotated',
  options: OPTIONS,
  words: WORDS,
  notes: [
    `needs ${DESK_SCOPES.join(', ')}, and update:users to change anything`,
    'relock: today’s address becomes the locked one, whatever it was; permissions to move end',
    'rebind: the person may move to OG_NEW_ADDRESS once; signed with OG_REBIND_PRIVATE_KEY',
    'grant: OG_NEW_ADDRESS may be locked for the organization; without --user it is printed, as app_metadata of an invitation',
    `invitations: which were used up by somebody else, from the tenant’s log; needs ${INVITATION_SCOPES.join(', ')}`,
    'survey: how many records are under which key; asks no tenant; see docs/rotation.md',
    'reseal: moves every record of the export to the signing key',
  ],
  async run(given, surroundings) {
    const { verb, user } = given
    if (verb === 'survey' || verb === 'reseal') return ofExport(verb, given, surroundings)
    if (verb === 'invitations') return listSpentInvitations(given, surroundings)
    refuseFaults([
      ...(user === '' && verb !== 'grant' ? [recordOptionMissing('--user')] : []),
      ...(verb !== 'show' && given.organization === ''
        ? [recordOptionMissing('--organization')]
        : []),
    ])
    if (user === '') return printGrant(given, surroundings)
    const desk = await openDesk(given.environment, user, surroundings)
    if (verb === 'show') return show(desk, desk.records, surroundings)
    await CHANGES[verb](desk, given, surroundings)
    return show(desk, await desk.readAgain(), surroundings)
  },
})

function show({ names, keyring }: Desk, records: PersonRecords, { nowMs }: Surroundings): Answer {
  const organizationName = (id: string): string =>
    names.organizations.find((one) => one.id === id)?.name ?? id
  const { tenantId } = records.owner
  const shown = showRecords(records, organizationName, keyring, tenantId, nowMs())
  return { exit: EXIT.ok, json: shown, text: renderRecords(shown) }
}

/** What is about everybody, one line of an export after the other. */
async function ofExport(
  verb: 'survey' | 'reseal',
  { environment, export: file, list }: StateGiven,
  surroundings: Surroundings,
): Promise<Answer> {
  if (file === '') throw new UserFault([recordOptionMissing('--export')])
  const project = await loadProject(surroundings.root, environment)
  if (verb === 'survey') return surveyExport(project, file, list, surroundings)
  return resealExport(project, file, surroundings)
}

type Change = (desk: Desk, given: StateGiven, surroundings: Surroundings) => Promise<void>

const CHANGES: Readonly<Record<Exclude<(typeof VERBS)[number], 'show'>, Change>> = {
  async block({ names, records, write }, { organization, until, reason }, { nowMs }) {
    const where = organizationOrEverywhere(names, organization)
    const end = until === '' ? {} : { until: Math.floor(momentToCome(until, nowMs()) / 1000) }
    const t = Math.floor(nowMs() / 1000)
    await write(BLOCK_KEY, addBlock(records.storedBlocks, where, { r: reason, t, ...end }))
  },

  async unblock({ names, records, write }, { organization }) {
    const where = organizationOrEverywhere(names, organization)
    await write(BLOCK_KEY, removeBlock(records.storedBlocks, where))
  },

  async relock({ project, names, records, keyring, write }, { organization }, { nowMs }) {
    const { owner } = records
    const address = readPersonAddress(records.email, keyring, owner.tenantId)
    if (address.kind !== 'usable') throw new UserFault([addressMissing])
    const membership = {
      organization: organizationId(names, organization),
      identitySource: names.connections.find(({ name }) => name === records.connection)?.id ?? '',
      origin: 'operator' as const,
      lockedAtMs: nowMs(),
    }
    const { rebindPublicKey } = project.environment.keys
    const rebinds = readRebinds(records.storedRebinds, rebindPublicKey, owner)
    const content = relock(records.lock, address.marks, membership, rebinds)
    await write(LOCK_KEY, signLock(content, keyring.signing, owner))
  },

  async rebind({ project, names, records, keyring, write }, given, surroundings) {
    const request = permissionRequest(project, names, HOURS_TO_USE_A_REBIND, given, surroundings)
    await write(
      REBIND_KEY,
      withPermission(records.storedRebinds, signRebind(request, keyring, records.owner)),
    )
  },

  async grant({ project, names, records, keyring, write }, given, surroundings) {
    const request = permissionRequest(project, names, HOURS_TO_USE_A_GRANT, given, surroundings)
    const { tenantId } = records.owner
    await write(
      GRANT_KEY,
      withPermission(records.storedGrants, signGrant(request, keyring, tenantId)),
    )
  },
}

const addressMissing: Fault = {
  code: 'address_missing',
  message: 'this person has no address that could be locked',
  fix: 'give the profile a plain e-mail address first',
}
