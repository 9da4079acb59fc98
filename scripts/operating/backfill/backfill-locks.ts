import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Event } from '@auth0/actions/post-login/v3'
import type { ManagementClient } from 'auth0'
import type { Keyring } from '../../../actions/records/keyring.ts'
import { LOCK_KEY, signLock } from '../../../actions/records/lock-record.ts'
import { orGone } from '../../administration/or-gone.ts'
import { asking } from '../../auth0/asking.ts'
import { managementClient } from '../../auth0/management-client.ts'
import { assertScopes } from '../../auth0/tenant-access.ts'
import { givenSecrets } from '../../explain/given-secrets.ts'
import type { Answer } from '../../ground/answer.ts'
import { EXIT } from '../../ground/exit.ts'
import type { Surroundings } from '../../ground/surroundings.ts'
import { bakeRulebook } from '../../project/bake-rulebook.ts'
import type { Project } from '../../project/load-project.ts'
import { openKeyring } from '../../project/open-keyring.ts'
import { listTenantNames } from '../../project/resolve-names.ts'
import { openTenantOf } from '../../project/tenant-address.ts'
import { tenantIdOf } from '../../project/tenant-id.ts'
import { writeRecord } from '../../state/person-records.ts'
import { searchLog } from '../../state/search-log.ts'
import { type BackfillReport, createBackfillReport } from './backfill-report.ts'
import { createInvitationEvidence } from './invitation-evidence.ts'
import { type BackfillDesk, judgeBackfill } from './judge-backfill.ts'
import { readExportedUsers } from './read-exported-users.ts'
import { readLogArchive } from './read-log-archive.ts'
import { type Memberships, readMemberships } from './read-memberships.ts'
import { renderBackfill } from './render-backfill.ts'

export const BACKFILL_SCOPES = [
  'read:clients',
  'read:connections',
  'read:logs',
  'read:logs_users',
  'read:organization_invitations',
  'read:organization_members',
  'read:organizations',
]
export const BACKFILL_WRITING_SCOPES = ['read:users', 'update:users']

export type BackfillGiven = {
  /** Path of a user export. */
  readonly export: string
  /** Path of an archive of the tenant log; empty for none. */
  readonly logs: string
  readonly write: boolean
  readonly lockDrifted: boolean
  /** How many people are written in a minute at most. */
  readonly perMinute: number
}

/** What was found before the first person is looked at. */
type Backfill = {
  readonly desk: BackfillDesk
  readonly memberships: Memberships
  /** The log has more accepted invitations than it lets be found. */
  readonly isLogCut: boolean
  readonly acceptances: number
}

type Written = { readonly written: number; readonly unchanged: number }

/**
 * Gives whoever was a member before the guard the lock that a login would give them: first what comes of
 * everybody, then, where that is wanted, the writes. Each person is read and judged again before they are
 * written, so it may be stopped and run again at any time, and a second run writes nothing.
 * @throws UserFault when a key, a file or the tenant cannot be used; run again, it carries on
 */
export async function backfillLocks(
  project: Project,
  given: BackfillGiven,
  surroundings: Surroundings,
  wait: (ms: number) => Promise<unknown> = setTimeout,
): Promise<Answer> {
  const { environmentVariables, nowMs, progress } = surroundings
  const keyring = openKeyring(project, environmentVariables)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, [...BACKFILL_SCOPES, ...(given.write ? BACKFILL_WRITING_SCOPES : [])])
  const { domain } = access.address
  const management = managementClient(access)
  const backfill = await asking(domain, 'reading organizations', () =>
    openBackfill(management, project, keyring, given, surroundings),
  )
  const { desk, memberships } = backfill
  const report = createBackfillReport()
  for await (const user of exported(given, surroundings)) {
    report.add(judgeBackfill(user, memberships.get(user.user_id) ?? [], desk, nowMs()))
    progress('judging people', true)
  }
  const found = report.read(memberships.size)
  const written = given.write
    ? await asking(domain, 'writing locks', () =>
        writeLocks(management, keyring, { ...given, wait }, backfill, found, surroundings),
      )
    : null
  return answerOf(found, written, backfill)
}

const exported = (given: BackfillGiven, { root }: Surroundings) =>
  readExportedUsers(resolve(root, given.export), given.export)

async function openBackfill(
  management: ManagementClient,
  project: Project,
  keyring: Keyring,
  { logs, lockDrifted }: BackfillGiven,
  { root, environmentVariables, nowMs, progress }: Surroundings,
): Promise<Backfill> {
  const tenantId = tenantIdOf(project)
  const evidence = createInvitationEvidence(keyring, tenantId)
  if (logs !== '') {
    for await (const entry of readLogArchive(resolve(root, logs), logs)) evidence.addLogEntry(entry)
  }
  const { entries, isCut: isLogCut } = await searchLog(management, 'si')
  for (const entry of entries) evidence.addLogEntry(entry)
  const names = await listTenantNames(management)
  const memberships = await readMemberships(
    management,
    names.organizations,
    evidence,
    nowMs(),
    (name) => progress(`reading members of ${name}`, true),
  )
  const connectionIds = new Map(names.connections.map(({ name, id }) => [name, id]))
  const desk: BackfillDesk = {
    rulebook: bakeRulebook(project, nowMs()).rulebook,
    secrets: givenSecrets(project, environmentVariables),
    tenantId,
    evidence,
    connectionId: (name) => connectionIds.get(name) ?? '',
    locksDrifted: lockDrifted,
  }
  return { desk, memberships, isLogCut, acceptances: evidence.acceptances() }
}

/** One person after the other, no faster than was said. */
async function writeLocks(
  management: ManagementClient,
  keyring: Keyring,
  given: BackfillGiven & { readonly wait: (ms: number) => Promise<unknown> },
  { desk, memberships }: Backfill,
  { toWrite }: BackfillReport,
  surroundings: Surroundings,
): Promise<Written> {
  const { nowMs, progress } = surroundings
  const counts = { written: 0, unchanged: 0 }
  for await (const user of exported(given, surroundings)) {
    const organizations = memberships.get(user.user_id) ?? []
    if (judgeBackfill(user, organizations, desk, nowMs()).content === null) continue
    const latest = await orGone(management.users.get(user.user_id))
    const judged =
      latest === null
        ? null
        : judgeBackfill(latest as unknown as Event['user'], organizations, desk, nowMs())
    if (judged === null || judged.content === null) {
      counts.unchanged += 1
    } else {
      const record = signLock(judged.content, keyring.signing, judged.owner)
      await writeRecord(management, user.user_id, LOCK_KEY, record)
      counts.written += 1
      await given.wait(60_000 / given.perMinute)
    }
    progress(`writing ${counts.written + counts.unchanged} of ${toWrite}`, true)
  }
  return counts
}

function answerOf(
  report: BackfillReport,
  written: Written | null,
  { isLogCut, acceptances }: Backfill,
): Answer {
  const { toWrite, rows } = report
  const isWhole = rows.length === 0 && report.notInExport === 0
  const ending = [
    `evidence  ${acceptances} accepted invitations in the log${isLogCut ? ', which has more: hand over an archive with `--logs`' : ''}`,
    written === null
      ? `people to lock: ${toWrite}${toWrite === 0 ? '' : '; `--write` locks them'}`
      : `locked ${written.written}, unchanged ${written.unchanged}`,
  ]
  return {
    exit: isWhole && (written !== null || toWrite === 0) ? EXIT.ok : EXIT.differences,
    json: { ...report, acceptances, isLogCut, ...(written ?? {}), isDryRun: written === null },
    text: renderBackfill(report, ending),
  }
}
