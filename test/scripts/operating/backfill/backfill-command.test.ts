import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signIn } from '../../../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../../scripts/journey/administrator.ts'
import { idOf } from '../../../../scripts/journey/scene.ts'
import { backfillLocks } from '../../../../scripts/operating/backfill/backfill-locks.ts'
import { loadProject } from '../../../../scripts/project/load-project.ts'
import {
  anOperator,
  aSurroundings,
  faultCodesOf,
  operatorVariables,
  type RunCommand,
} from '../../../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from '../../../journeys/deployed-tenant.ts'

const ivy = createPerson('Ivy', 'ivy@acme.example.com')
const ann = createPerson('Ann', 'ann@acme.example.com')
const gil = createPerson('Gil', 'gil@globex.example.com')

let deployed: DeployedTenant
let snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
let management: ManagementClient
let run: RunCommand
/** By first name. */
const ids: Record<string, string> = {}

beforeAll(async () => {
  deployed = await deployedTenant()
  const { scene } = deployed
  management = scene.management
  const administrator = createAdministrator(scene)
  ids.ann = await administrator.enrol(ann, ['acme'])
  ids.gil = await administrator.enrol(gil, ['acme', 'globex'])
  const link = await administrator.invite(ivy, 'acme')
  const browser = openBrowser(scene.address.certificate)
  await signIn(scene.applications['Member Portal'], browser, ivy, link)
  browser.close()
  ids.ivy = await administrator.findUserId(ivy)
  // As if there had been no guard when she accepted.
  await management.users.update(ids.ivy, { app_metadata: { og_lock: null } })
  run = await anOperator(deployed)
  snapshot = deployed.running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(snapshot))
afterAll(() => deployed?.stop())

const path = (file: string): string => join(deployed.staged.project.root, file)
const writeLines = (file: string, lines: readonly unknown[]): Promise<void> =>
  writeFile(path(file), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
const exportUsers = async (): Promise<void> =>
  writeLines('users.ndjson', (await management.users.list()).data)

const backfill = (...more: readonly string[]) =>
  run(['backfill', '--export', 'users.ndjson', '--per-minute', '60000', ...more])
const jsonOf = async (...more: readonly string[]) => {
  const { exit, lines } = await backfill('--json', ...more)
  return { exit, ...JSON.parse(lines.join('\n')) }
}
/** Whoever has a lock now, by first name. */
const locked = (): readonly string[] =>
  Object.entries(ids).flatMap(([name, id]) =>
    deployed.running.tenant.state.users.get(id)?.app_metadata.og_lock ? [name] : [],
  )
/** How often somebody's profile was written. */
const writes = (): number =>
  deployed.running.tenant.state.logs.filter(({ description }) => description === 'Update a User')
    .length

async function enter(person: Person, organization: string): Promise<string> {
  const { scene } = deployed
  const browser = openBrowser(scene.address.certificate)
  const answer = await signIn(scene.applications['Member Portal'], browser, person, {
    organization: idOf(scene.names, 'organizations', organization),
  })
  browser.close()
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return reason === '' ? decision : reason
}

const NONE = { locked: 0, log: 0, invitation: 0, profile: 0, drifted: 0, left: 0 }

describe('backfill', () => {
  test('tells what would come of everybody, and writes nothing', async () => {
    await exportUsers()
    expect(await jsonOf()).toEqual({
      exit: 3,
      people: 3,
      withoutMembership: 0,
      notInExport: 0,
      toWrite: 3,
      byOrganization: {
        acme: { ...NONE, log: 1, profile: 2 },
        globex: { ...NONE, profile: 1 },
      },
      rows: [],
      rowsLeftOut: 0,
      acceptances: 1,
      isLogCut: false,
      isDryRun: true,
    })
    expect(locked()).toEqual([])
  })

  test('locks everybody once: a second run writes nothing, and everybody is let in', async () => {
    await exportUsers()
    expect(await jsonOf('--write')).toMatchObject({ exit: 0, written: 3, unchanged: 0 })
    expect(locked()).toEqual(['ann', 'gil', 'ivy'])
    // The same export, which knows of no lock; then one that knows.
    expect(await jsonOf('--write')).toMatchObject({ exit: 0, written: 0, unchanged: 3 })
    await exportUsers()
    const before = writes()
    expect(await jsonOf('--write')).toMatchObject({ toWrite: 0, written: 0, unchanged: 0 })
    expect(writes()).toBe(before)
    expect(await enter(ivy, 'acme')).toBe('admitted')
    expect(await enter(gil, 'globex')).toBe('admitted')
    expect(writes()).toBe(before)
  })

  test('whoever drifted is named and left, or locked to the invited address and refused', async () => {
    const id = ids.ivy ?? ''
    const email = 'ivy@mailbox.example.org'
    await management.users.update(id, { email, email_verified: true })
    await exportUsers()
    const rows = [{ userId: id, organization: 'acme', verdict: { kind: 'drifted', from: 'log' } }]
    expect(await jsonOf('--write')).toMatchObject({ exit: 3, written: 2, rows })
    expect(locked()).toEqual(['ann', 'gil'])
    expect(await jsonOf('--write', '--lock-drifted')).toMatchObject({ exit: 3, written: 1, rows })
    expect(await enter({ ...ivy, email }, 'acme')).toBe('EMAIL_DRIFT')
    await management.users.update(id, { email: ivy.email, email_verified: true })
    expect(await enter(ivy, 'acme')).toBe('admitted')
  })

  test('an archive says what the log of the tenant has forgotten', async () => {
    const { logs } = deployed.running.tenant.state
    const accepted = logs.find(({ type }) => type === 'si')
    logs.splice(0)
    await exportUsers()
    expect(await jsonOf()).toMatchObject({
      acceptances: 0,
      byOrganization: { acme: { profile: 3 } },
    })
    await writeLines('logs.ndjson', [{ log_id: '1', data: accepted }, { type: 's' }])
    expect(await jsonOf('--logs', 'logs.ndjson')).toMatchObject({
      acceptances: 1,
      byOrganization: { acme: { log: 1, profile: 2 } },
    })
  })

  test('an invitation speaks for an address for as long as it stands open', async () => {
    const { scene, running } = deployed
    await management.organizations.invitations.create(idOf(scene.names, 'organizations', 'acme'), {
      inviter: { name: 'Olivia' },
      invitee: { email: ann.email },
      client_id: idOf(scene.names, 'clients', 'Member Portal'),
      ttl_sec: 60,
      send_invitation_email: false,
    })
    await exportUsers()
    expect(await jsonOf()).toMatchObject({
      byOrganization: { acme: { log: 1, invitation: 1, profile: 1 } },
    })
    running.clock.advance(61_000)
    expect(await jsonOf()).toMatchObject({
      byOrganization: { acme: { log: 1, invitation: 0, profile: 2 } },
    })
  })

  test('whoever changed since the export is judged as they are now', async () => {
    await exportUsers()
    await management.users.update(ids.ann ?? '', { email_verified: false })
    await management.users.delete(ids.gil ?? '')
    expect(await jsonOf('--write')).toMatchObject({ written: 1, unchanged: 1, notInExport: 0 })
    expect(locked()).toEqual(['ivy'])
  })

  test('stopped in the middle, it carries on', async () => {
    await exportUsers()
    const path = `/api/v2/users/*${ids.gil?.split('|')[1]}`
    deployed.running.control.addFault({ method: 'PATCH', path, status: 403, times: 1 })
    expect(faultCodesOf(await backfill('--write'))).toEqual(['scope_missing'])
    expect(locked()).toHaveLength(1)
    expect(await jsonOf('--write')).toMatchObject({ exit: 0, written: 2, unchanged: 1 })
    expect(locked()).toEqual(['ann', 'gil', 'ivy'])
  })

  test('it waits after each person as long as their share of a minute', async () => {
    await exportUsers()
    const { root } = deployed.staged.project
    const surroundings = aSurroundings(root, await operatorVariables(deployed), () =>
      deployed.running.clock.now(),
    )
    const waits: number[] = []
    const given = {
      export: 'users.ndjson',
      logs: '',
      write: true,
      lockDrifted: false,
      perMinute: 40,
    }
    await backfillLocks(await loadProject(root, 'local'), given, surroundings, async (ms) =>
      waits.push(ms),
    )
    expect(waits).toEqual([1500, 1500, 1500])
  })

  test('people read it as a table', async () => {
    await management.users.update(ids.ann ?? '', { email_verified: false })
    await exportUsers()
    const { lines } = await backfill()
    expect(lines.slice(-4)).toEqual([
      'people    3 in the export, 0 of them members of nothing',
      `left      ${ids.ann} in acme: EMAIL_UNVERIFIED: the e-mail address was never proven`,
      'evidence  1 accepted invitations in the log',
      'people to lock: 2; `--write` locks them',
    ])
  })
})

describe('it is refused before anything is written', () => {
  const person = { user_id: 'auth0|x', created_at: '2026-01-01T00:00:00.000Z', app_metadata: {} }
  test.each<[string, readonly unknown[] | null, readonly string[], readonly string[]]>([
    ['without an export', null, [], ['option_missing']],
    ['with an export that is not there', null, ['--export', 'none.ndjson'], ['file_missing']],
    [
      'with an export that says too little',
      [person],
      ['--export', 'users.ndjson'],
      ['export_incomplete', 'export_incomplete', 'export_incomplete'],
    ],
    [
      'with logs that are none',
      [person],
      ['--export', 'users.ndjson', '--logs', 'package.json'],
      ['logs_invalid'],
    ],
  ])('%s', async (_what, lines, args, codes) => {
    if (lines !== null) await writeLines('users.ndjson', lines)
    await writeFile(path('package.json'), '[]\n')
    const before = writes()
    expect(faultCodesOf(await run(['backfill', '--write', ...args]))).toEqual(codes)
    expect(writes()).toBe(before)
  })
})
