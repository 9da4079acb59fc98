import { readPersonAddress } from '../../actions/address-mark.ts'
import { BLOCK_KEY } from '../../actions/block-record.ts'
import type { Keyring } from '../../actions/keyring.ts'
import { LOCK_KEY, sealLock } from '../../actions/lock-record.ts'
import { REBIND_KEY, readRebinds } from '../../actions/rebind-record.ts'
import { relock } from '../../policies/lock.ts'
import { EXIT, type ExitCode, type Fault, refuseFaults, UserFault } from '../failures.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { listTenantNames, type NameList } from '../project/resolve-names.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { asking } from '../shipping/access/asking.ts'
import { assertScopes, openTenant } from '../shipping/access/tenant-access.ts'
import { addBlock, removeBlock } from '../state/change-blocks.ts'
import { addRebind } from '../state/make-rebind.ts'
import { openKeyring } from '../state/open-keyring.ts'
import { type PersonRecords, readPersonRecords, writeRecord } from '../state/person-records.ts'
import { renderRecords } from '../state/render-records.ts'
import { resealExport } from '../state/reseal-export.ts'
import { surveyExport } from '../state/survey-export.ts'
import {
  type Command,
  type CommandOptions,
  ENVIRONMENT_OPTION,
  type Surroundings,
  textOption,
} from './command.ts'

const SCOPES = ['read:clients', 'read:connections', 'read:organizations', 'read:users']
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
  words: 'show|block|unblock|relock|rebind|survey|reseal',
  notes: [
    `needs ${SCOPES.join(', ')}, and update:users to change anything`,
    'relock: today’s address becomes the locked one, whatever it was; permissions to move end',
    'rebind: the person may move to OG_NEW_ADDRESS once; signed with OG_REBIND_PRIVATE_KEY',
    'survey: how many records are under which key; asks no tenant; see docs/rotation.md',
    'reseal: moves every record of the export to the signing key',
  ],
  async run(options, words, surroundings) {
    const verb = words[0] ?? 'show'
    if (verb === 'survey' || verb === 'reseal') return ofExport(verb, options, surroundings)
    const change = Object.hasOwn(CHANGES, verb) ? CHANGES[verb] : undefined
    const userId = textOption(options, 'user')
    refuseFaults([
      ...(verb === 'show' || change !== undefined ? [] : [verbUnknown(verb)]),
      ...(userId === '' ? [optionMissing('--user')] : []),
      ...(change !== undefined && textOption(options, 'organization') === ''
        ? [optionMissing('--organization')]
        : []),
    ])
    const desk = await openDesk(options, userId, surroundings)
    if (change !== undefined) await change(desk, options, surroundings)
    const records = change === undefined ? desk.records : await desk.readAgain()
    const { names, keyring, owner } = desk
    const organizationName = (id: string): string =>
      names.organizations.find((one) => one.id === id)?.name ?? id
    const nowMs = surroundings.nowMs()
    for (const line of renderRecords(records, organizationName, keyring, owner.tenantId, nowMs)) {
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
  if (file === '') throw new UserFault([optionMissing('--export')])
  const project = await loadProject(surroundings.root, textOption(options, 'environment'))
  if (verb === 'survey') return surveyExport(project, file, options.list === true, surroundings)
  return resealExport(project, file, surroundings)
}

/** What an operator has at hand: the person's records, and how to write them. */
type Desk = {
  readonly project: Project
  readonly keyring: Keyring
  readonly owner: { readonly tenantId: string; readonly userId: string }
  readonly names: NameList
  readonly records: PersonRecords
  readonly readAgain: () => Promise<PersonRecords>
  readonly write: (key: Parameters<typeof writeRecord>[2], record: unknown) => Promise<void>
}

async function openDesk(
  options: CommandOptions,
  userId: string,
  { root, environmentVariables }: Surroundings,
): Promise<Desk> {
  const project = await loadProject(root, textOption(options, 'environment'))
  const keyring = openKeyring(project, environmentVariables)
  const access = await openTenant(project, environmentVariables)
  assertScopes(access, SCOPES)
  const { management, address } = access
  const owner = { tenantId: tenantIdOf(project), userId }
  const readAgain = () =>
    asking(address.domain, 'reading the person', () =>
      readPersonRecords(management, keyring, owner),
    )
  const names = await asking(address.domain, 'reading names', () => listTenantNames(management))
  const write: Desk['write'] = async (key, record) => {
    assertScopes(access, ['update:users'])
    await asking(address.domain, 'writing the record', () =>
      writeRecord(management, userId, key, record),
    )
  }
  return { project, keyring, owner, names, records: await readAgain(), readAgain, write }
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

  async relock({ project, names, records, keyring, owner, write }, options, { nowMs }) {
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

  async rebind({ project, names, records, keyring, owner, write }, options, surroundings) {
    const { OG_NEW_ADDRESS: address = '', OG_REBIND_PRIVATE_KEY: privateKey = '' } =
      surroundings.environmentVariables
    refuseFaults([
      ...(address === '' ? [optionMissing('OG_NEW_ADDRESS')] : []),
      ...(privateKey === '' ? [optionMissing('OG_REBIND_PRIVATE_KEY')] : []),
    ])
    const until = textOption(options, 'until')
    const nowMs = surroundings.nowMs()
    const request = {
      organization: organizationId(names, options),
      address,
      expiresAtMs:
        until === '' ? nowMs + HOURS_TO_USE_A_REBIND * 3_600_000 : momentToCome(until, nowMs),
      privateKey,
      publicKey: project.environment.keys.rebindPublicKey,
    }
    await write(REBIND_KEY, addRebind(records.storedRebinds, request, keyring, owner))
  },
}

const organizationOrEverywhere = (names: NameList, options: CommandOptions): string =>
  textOption(options, 'organization') === '*' ? '*' : organizationId(names, options)

/** @throws UserFault for `*` too: an address is locked for one organization at a time */
function organizationId(names: NameList, options: CommandOptions): string {
  const name = textOption(options, 'organization')
  const found = names.organizations.find((one) => one.name === name)
  if (found !== undefined) return found.id
  throw new UserFault([
    {
      code: 'name_unknown',
      message: `the tenant has no organization \`${name}\``,
      fix: 'name one of its organizations, not its display name',
    },
  ])
}

/** An end that has passed already would block nobody, and permit nothing, without a word. */
function momentToCome(text: string, nowMs: number): number {
  const ms = Date.parse(text)
  if (ms > nowMs) return ms
  throw new UserFault([
    {
      code: 'moment_invalid',
      message: `\`--until\` is not accepted: found \`${text}\`, accepted a time to come, such as \`${new Date(nowMs + 86_400_000).toISOString()}\``,
      fix: 'write a moment after now, in ISO 8601',
    },
  ])
}

const verbUnknown = (verb: string): Fault => ({
  code: 'verb_unknown',
  message: `\`${verb}\` is nothing that can be done to records: accepted \`show\`, ${Object.keys(
    CHANGES,
  )
    .concat('survey', 'reseal')
    .map((known) => `\`${known}\``)
    .join(', ')}`,
  fix: 'name one of them',
})

const optionMissing = (name: string): Fault => ({
  code: 'option_missing',
  message: `\`${name}\` has no value`,
  fix: `set \`${name}\``,
})

const addressMissing: Fault = {
  code: 'address_missing',
  message: 'this person has no address that could be locked',
  fix: 'give the profile a plain e-mail address first',
}
