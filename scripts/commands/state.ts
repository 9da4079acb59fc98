import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { BLOCK_KEY } from '../../actions/records/block-record.ts'
import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { LOCK_KEY, sealLock } from '../../actions/records/lock-record.ts'
import { REBIND_KEY, readRebinds } from '../../actions/records/rebind-record.ts'
import { relock } from '../../policies/lock.ts'
import { type CommandOptions, textOption } from '../ground/command-options.ts'
import { EXIT, type ExitCode, type Fault, refuseFaults, UserFault } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject } from '../project/load-project.ts'
import { addGrant, addRebind } from '../state/add-permission.ts'
import { addBlock, removeBlock } from '../state/change-blocks.ts'
import { DESK_SCOPES, type Desk, openDesk } from '../state/desk.ts'
import { INVITATION_SCOPES, listSpentInvitations } from '../state/list-spent-invitations.ts'
import { permissionRequest } from '../state/permission-request.ts'
import { HOURS_TO_USE_A_GRANT, printGrant } from '../state/print-grant.ts'
import {
  momentToCome,
  organizationId,
  organizationOrEverywhere,
  recordOptionMissing,
} from '../state/record-options.ts'
import { renderRecords } from '../state/render-records.ts'
import { resealExport } from '../state/reseal-export.ts'
import { surveyExport } from '../state/survey-export.ts'
import { type Command, ENVIRONMENT_OPTION } from './command.ts'

const HOURS_TO_USE_A_REBIND = 72

export const state: Command = {
  name: 'state',
  summary: 'what operators do to records: of a person, or of everybody when a key is rotated',
  options: {
    environment: ENVIRONMENT_OPTION,
    user: { type: 'string', description: 'user id' },
    organization: { type: 'string', description: 'name of the organization, or * for everywhere' },
    reason: { type: 'string', default: 'SUSPENDED', description: 'a word for the record' },
    until: { type: 'string', description: 'end of a block or a permission, ISO 8601' },
    export: { type: 'string', description: 'file of a user export: survey and reseal read it' },
    list: { type: 'boolean', description: 'survey: also the ids of whoever is behind' },
  },
  words: 'show|block|unblock|relock|rebind|grant|invitations|survey|reseal',
  notes: [
    `needs ${DESK_SCOPES.join(', ')}, and update:users to change anything`,
    'relock: today’s address becomes the locked one, whatever it was; permissions to move end',
    'rebind: the person may move to OG_NEW_ADDRESS once; signed with OG_REBIND_PRIVATE_KEY',
    'grant: OG_NEW_ADDRESS may be locked for the organization; without --user it is printed, as app_metadata of an invitation',
    `invitations: which were used up by somebody else, from the tenant’s log; needs ${INVITATION_SCOPES.join(', ')}`,
    'survey: how many records are under which key; asks no tenant; see docs/rotation.md',
    'reseal: moves every record of the export to the signing key',
  ],
  async run(options, words, surroundings) {
    const verb = words[0] ?? 'show'
    if (verb === 'survey' || verb === 'reseal') return ofExport(verb, options, surroundings)
    if (verb === 'invitations') return listSpentInvitations(options, surroundings)
    const change = Object.hasOwn(CHANGES, verb) ? CHANGES[verb] : undefined
    const userId = textOption(options, 'user')
    refuseFaults([
      ...(verb === 'show' || change !== undefined ? [] : [verbUnknown(verb)]),
      ...(userId === '' && verb !== 'grant' ? [recordOptionMissing('--user')] : []),
      ...(change !== undefined && textOption(options, 'organization') === ''
        ? [recordOptionMissing('--organization')]
        : []),
    ])
    if (verb === 'grant' && userId === '') return printGrant(options, surroundings)
    const desk = await openDesk(options, userId, surroundings)
    if (change !== undefined) await change(desk, options, surroundings)
    const records = change === undefined ? desk.records : await desk.readAgain()
    const { names, keyring } = desk
    const { tenantId } = records.owner
    const organizationName = (id: string): string =>
      names.organizations.find((one) => one.id === id)?.name ?? id
    const nowMs = surroundings.nowMs()
    for (const line of renderRecords(records, organizationName, keyring, tenantId, nowMs)) {
      surroundings.print(line)
    }
    return EXIT.ok
  },
}

/** What is about everybody, one line of an export after the other. */
async function ofExport(
  verb: 'survey' | 'reseal',
  options: CommandOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const file = textOption(options, 'export')
  if (file === '') throw new UserFault([recordOptionMissing('--export')])
  const project = await loadProject(surroundings.root, textOption(options, 'environment'))
  if (verb === 'survey') return surveyExport(project, file, options.list === true, surroundings)
  return resealExport(project, file, surroundings)
}

type Change = (desk: Desk, options: CommandOptions, surroundings: Surroundings) => Promise<void>

const CHANGES: Readonly<Record<string, Change>> = {
  async block({ names, records, write }, options, { nowMs }) {
    const where = organizationOrEverywhere(names, options)
    const until = textOption(options, 'until')
    const end = until === '' ? {} : { until: Math.floor(momentToCome(until, nowMs()) / 1000) }
    const t = Math.floor(nowMs() / 1000)
    const r = textOption(options, 'reason')
    await write(BLOCK_KEY, addBlock(records.storedBlocks, where, { r, t, ...end }))
  },

  async unblock({ names, records, write }, options) {
    const where = organizationOrEverywhere(names, options)
    await write(BLOCK_KEY, removeBlock(records.storedBlocks, where))
  },

  async relock({ project, names, records, keyring, write }, options, { nowMs }) {
    const { owner } = records
    const address = readPersonAddress(records.email, keyring, owner.tenantId)
    if (address.kind !== 'usable') throw new UserFault([addressMissing])
    const membership = {
      organization: organizationId(names, options),
      identitySource: names.connections.find(({ name }) => name === records.connection)?.id ?? '',
      origin: 'operator' as const,
      lockedAtMs: nowMs(),
    }
    const { rebindPublicKey } = project.environment.keys
    const rebinds = readRebinds(records.storedRebinds, rebindPublicKey, owner)
    const content = relock(records.lock, address.marks, membership, rebinds)
    await write(LOCK_KEY, sealLock(content, keyring.signing, owner))
  },

  async rebind({ project, names, records, keyring, write }, options, surroundings) {
    const request = permissionRequest(project, names, HOURS_TO_USE_A_REBIND, options, surroundings)
    await write(REBIND_KEY, addRebind(records.storedRebinds, request, keyring, records.owner))
  },

  async grant({ project, names, records, keyring, write }, options, surroundings) {
    const request = permissionRequest(project, names, HOURS_TO_USE_A_GRANT, options, surroundings)
    const { tenantId } = records.owner
    await write(GRANT_KEY, addGrant(records.storedGrants, request, keyring, tenantId))
  },
}

const verbUnknown = (verb: string): Fault => ({
  code: 'verb_unknown',
  message: `\`${verb}\` is nothing that can be done to records: accepted \`show\`, ${Object.keys(
    CHANGES,
  )
    .concat('invitations', 'survey', 'reseal')
    .map((known) => `\`${known}\``)
    .join(', ')}`,
  fix: 'name one of them',
})

const addressMissing: Fault = {
  code: 'address_missing',
  message: 'this person has no address that could be locked',
  fix: 'give the profile a plain e-mail address first',
}
