import { expect, test } from 'vitest'
import { bundleAction } from '../../../../scripts/bundle/bundle-action.ts'
import { actOut } from '../../../../scripts/evidence/acting/act-out.ts'
import type { DiffReport, PlacedRow } from '../../../../scripts/evidence/report/diff-report.ts'
import { rowsIn } from '../../../../scripts/evidence/report/diff-report.ts'
import { standInKeys } from '../../../../scripts/evidence/space/stand-in-keys.ts'
import { EXIT } from '../../../../scripts/ground/exit.ts'
import { checkoutAt, ROOT } from '../../../builders/a-checkout.ts'
import { aGitProject } from '../../../builders/a-git-project.ts'
import { MACHINE } from '../../../builders/a-machine-token-event.ts'
import { aRulebook } from '../../../builders/a-rulebook.ts'
import { commandsAt } from '../../../builders/an-operator.ts'
import { ACME } from '../../../builders/ids.ts'
import { NOON_MS } from '../../../builders/noon.ts'

type Policies = Record<string, { mode?: string } & Record<string, unknown>>

/** Rows of people unusual in one thing at most, of a project whose policies were edited. */
async function actedAfter(change: (policies: Policies) => void) {
  const { root } = await aGitProject()
  await checkoutAt(root).edit('tenant/rulebook.json', ({ policies }) =>
    change(policies as Policies),
  )
  const run = commandsAt(root, {}, () => NOON_MS)
  const args = ['HEAD', '--environment', 'local', '--act-out', '--format', 'json']
  const { lines, exit } = await run(['diff', ...args])
  return { exit, report: JSON.parse(lines.join('\n')) as DiffReport }
}

const told = ({ moment, who, before, acting }: PlacedRow): string =>
  `${moment}: ${who.join(', ')}: ${before}: ${acting?.kind === 'computed' ? acting.why : acting?.kind}`

test('people and machines are refused at the door of the base, and let in at that of the head', async () => {
  const { exit, report } = await actedAfter((policies) => {
    for (const id of ['email-lock', 'machine-token-gate', 'user-suspended']) {
      policies[id] = { ...policies[id], mode: 'off' }
    }
    // For every application, whatever it says of some.
    policies['org-required'] = { mode: 'off' }
  })
  const rows = rowsIn(report)
  const isActed = ({ kind }: PlacedRow): boolean => kind === 'admitted' || kind === 'refused'
  expect(rows.filter((row) => isActed(row) && row.who.length < 2).map(told)).toEqual(
    expect.arrayContaining([
      'login: : ORG_CONTEXT_MISSING by org-required: seen',
      'login: blocked everywhere: USER_SUSPENDED by user-suspended: seen',
      'login: another mailbox than the locked one: EMAIL_DRIFT by email-lock: seen',
      'login: a rebind that is over: REBIND_EXPIRED by email-lock: seen',
      'login: a lock that was tampered with: STATE_TAMPERED by runtime-guard: seen',
      'login: no lock: LOCK_MISSING by email-lock: seen',
      'machine token: : M2M_NOT_ALLOWED by machine-token-gate: seen',
      'login: refresh, organization by nobody: ORG_CONTEXT_MISSING by org-required: the door `oauth2-refresh-token` is not walked',
    ]),
  )
  // Nothing that was computed is seen otherwise.
  const kinds = new Set(rows.filter(isActed).map(({ acting }) => acting?.kind))
  expect([exit, kinds]).toEqual([EXIT.ok, new Set(['seen', 'computed'])])
  // Who gets in neither more nor less is not acted out.
  const others = rows.filter((row) => !isActed(row)).map(({ acting }) => acting)
  expect(new Set(others)).toEqual(new Set([null]))
})

test('a row that the doors contradict, and one whose event no tenant shows', async () => {
  const codeWith = async (clients: Record<string, string[]>): Promise<string> => {
    const { machineToken } = aRulebook()
    const rulebook = aRulebook({ machineToken: { ...machineToken, machineTokenGate: { clients } } })
    return (await bundleAction(ROOT, 'credentials-exchange', rulebook)).code
  }
  const subject = {
    trigger: 'credentials-exchange',
    codes: [await codeWith({}), await codeWith({ [ACME]: [MACHINE] })],
    names: { clients: {}, organizations: {}, connections: {} },
    tenantId: 'example-tenant',
    nowMs: NOON_MS,
  } as const
  const keys = standInKeys(aRulebook().keyIds)
  const event = {
    client: { client_id: MACHINE, name: 'Nightly Export', metadata: {} },
    organization: { id: ACME, name: 'acme', metadata: {} },
    resource_server: { identifier: 'https://api.example.com/' },
    tenant: { id: 'example-tenant' },
  }
  const world = { isMember: true, invitedTo: [] }
  const row = (change: object, witness: object = event) => ({
    kind: 'admitted' as const,
    before: 'M2M_NOT_ALLOWED by machine-token-gate',
    after: 'admitted',
    witness: { event: witness, atMs: NOON_MS, world },
    ...change,
  })
  const acted = await actOut(
    subject,
    [keys, keys],
    [
      row({}),
      row({ before: 'ORG_SUSPENDED by machine-token-gate' }),
      row({ after: 'ORG_SUSPENDED by machine-token-gate' }),
      row({}, { ...event, tenant: { id: 'another' } }),
      row({ kind: 'reason' }),
    ],
  )
  const seen = { before: 'M2M_NOT_ALLOWED by machine-token-gate', after: 'admitted' }
  expect(acted).toEqual([
    { kind: 'seen' },
    { kind: 'contradicted', ...seen },
    { kind: 'contradicted', ...seen },
    { kind: 'computed', why: 'the tenant shows `tenant.id` otherwise' },
    null,
  ])
})
