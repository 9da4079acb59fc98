import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { checkoutAt } from '../../builders/a-checkout.ts'
import { aGitProject, type GitProject } from '../../builders/a-git-project.ts'
import { commandsAt, faultCodesOf } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'

const RULEBOOK = 'tenant/rulebook.json'
const LOCAL = ['--environment', 'local']
let project: GitProject
beforeEach(async () => {
  project = await aGitProject()
})

const edit = (file: string, change: (value: Record<string, unknown>) => unknown): Promise<void> =>
  checkoutAt(project.root).edit(file, change)

const diffOf = async (...args: readonly string[]) => {
  const { exit, lines } = await commandsAt(project.root, {}, () => NOON_MS)(['diff', ...args])
  return { exit, text: lines.join('\n') }
}

type Policy = { machines?: Record<string, string[]>; invitations?: { maxPages: number } }
type Rulebook = { policies: Record<string, Policy> }
const namesMachine = (rulebook: Record<string, unknown>): void => {
  const gate = (rulebook as Rulebook).policies['machine-token-gate']
  if (gate !== undefined) gate.machines = { acme: ['Nightly Export'], globex: ['Nightly Export'] }
}

test('says which machine gets in from the last commit to the working tree, and leaves no trace', async () => {
  await edit(RULEBOOK, namesMachine)
  const before = await project.git('status', '--porcelain')
  const { exit, text } = await diffOf('HEAD', ...LOCAL)
  expect(text.split('\n').filter((line) => line.startsWith('newly'))).toEqual([
    expect.stringMatching(
      /^newly admitted {2}a machine in order .* client Nightly Export, organization globex {2}now {3}M2M_NOT_ALLOWED by machine-token-gate {2}admitted /,
    ),
  ])
  expect([exit, await project.git('status', '--porcelain')]).toEqual([EXIT.ok, before])
})

test('asks two commits, whatever the working tree holds', async () => {
  await edit(RULEBOOK, namesMachine)
  await project.git('commit', '--quiet', '--all', '--message', 'let it in')
  await edit(RULEBOOK, () => 'nothing that a build takes')
  const { exit, text } = await diffOf('HEAD', 'HEAD~1', ...LOCAL, '--format', 'json')
  const { environments } = JSON.parse(text)
  expect([exit, environments[0].moments[0].rows[0]]).toEqual([
    EXIT.ok,
    expect.objectContaining({
      kind: 'refused',
      before: 'admitted',
      after: 'M2M_NOT_ALLOWED by machine-token-gate',
      who: [],
      where: [{ client: ['Nightly Export'], organization: ['globex'] }],
      sinceMs: null,
      untilMs: null,
      witness: expect.objectContaining({
        atMs: NOON_MS,
        event: expect.objectContaining({ client: expect.anything() }),
      }),
    }),
  ])
})

type Edited = { readonly edits: readonly number[] | null; readonly kind: string }

/** Each edit of the change, and of each row of whoever gets in, which edits bring it. */
async function caused() {
  const { text } = await diffOf('HEAD', ...LOCAL, '--format', 'json')
  const { edits, environments } = JSON.parse(text)
  const rows: readonly Edited[] = environments[0].moments.flatMap(
    ({ rows: own }: { readonly rows: readonly Edited[] }) => own,
  )
  return {
    edits: edits.map(({ file, member, after, isTried }: Record<string, unknown>) =>
      [file, member, after, isTried].join(' '),
    ),
    admitted: rows.filter(({ kind }) => kind === 'admitted').map((row) => row.edits),
  }
}

const MACHINES = `${RULEBOOK} policies.machine-token-gate.machines`
const EXEMPTION = {
  policy: 'machine-token-gate',
  organization: 'globex',
  expires: '2026-12-24',
  owner: 'platform',
  reason: 'the export is being moved',
}

test.each<[string, (rulebook: Record<string, unknown>) => void, readonly string[], unknown]>([
  [
    'one edit among others',
    (rulebook) => {
      namesMachine(rulebook)
      const gate = (rulebook as Rulebook).policies['signup-gate']
      if (gate?.invitations !== undefined) gate.invitations.maxPages = 6
    },
    [
      `${MACHINES}.globex ["Nightly Export"] true`,
      `${RULEBOOK} policies.signup-gate.invitations.maxPages 6 true`,
    ],
    [[0]],
  ],
  [
    'two of which one is enough',
    (rulebook) => {
      namesMachine(rulebook)
      rulebook.exemptions = [EXEMPTION]
    },
    [
      `${MACHINES}.globex ["Nightly Export"] true`,
      `${RULEBOOK} exemptions ${JSON.stringify(EXEMPTION).slice(0, 120)}… true`,
    ],
    [[0, 1], [1], [1]],
  ],
])('says which edits let somebody in: %s', async (_what, change, edits, admitted) => {
  await edit(RULEBOOK, change)
  expect(await caused()).toEqual({ edits, admitted })
})

test.each<[string, () => Promise<unknown>, string]>([
  [
    'another version of a client',
    () => edit('tenant/clients/Reports.json', (client) => ({ ...client, callbacks: [] })),
    'not proven: `tenant/clients/Reports.json` differs, and nobody asks what it lets in',
  ],
  [
    'a rulebook that does not build',
    () => edit(RULEBOOK, () => ({ policies: {} })),
    'not proven: the working tree does not build: ',
  ],
])('%s: not proven', async (_what, change, told) => {
  await change()
  const { exit, text } = await diffOf('HEAD', ...LOCAL)
  expect([exit, text]).toEqual([EXIT.input, expect.stringContaining(told)])
})

test('an environment that the base does not have: not proven', async () => {
  const text = await readFile(join(project.root, 'tenant/environments/local.json'), 'utf8')
  await checkoutAt(project.root).write('tenant/environments/renamed.json', text)
  const { exit, text: told } = await diffOf('HEAD', '--environment', 'renamed')
  expect([exit, told]).toEqual([
    EXIT.input,
    expect.stringContaining(
      'not proven: it is in the working tree alone: there is nothing to compare it with',
    ),
  ])
})

test('what a role is described as is an edit, and decides nothing', async () => {
  await edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Reads' }))
  const { exit, text } = await diffOf('HEAD', ...LOCAL)
  expect([exit, text.split('\n').filter((line) => line.startsWith('1 '))]).toEqual([
    EXIT.ok,
    [
      expect.stringMatching(
        /^1 {5}tenant\/roles\/Member.json:1 {2}description {2}".*" {2}"Reads" {2}changes no answer that was asked for$/,
      ),
    ],
  ])
})

test('another layout of a file is no difference', async () => {
  const client = join(project.root, 'tenant/clients/Reports.json')
  const text = await readFile(client, 'utf8')
  await checkoutAt(project.root).write(
    'tenant/clients/Reports.json',
    JSON.stringify(JSON.parse(text)),
  )
  const { exit, text: told } = await diffOf('HEAD', ...LOCAL)
  expect([exit, told]).toEqual([EXIT.ok, expect.stringContaining('local: the same guards')])
})

test('the gate lets through exactly what the change declares', async () => {
  const gate = ['HEAD', ...LOCAL, '--fail-on', 'admitted']
  const checkout = checkoutAt(project.root)
  const declare = (classes: readonly string[]): Promise<void> =>
    checkout.write(
      'tenant/accepted-changes/globex.json',
      JSON.stringify({
        classes,
        owner: 'platform',
        reason: 'globex has its nightly export now',
        expires: '2026-12-24',
      }),
    )
  await edit(RULEBOOK, namesMachine)
  const undeclared = await diffOf(...gate, '--format', 'json')
  const { declared } = JSON.parse(undeclared.text)
  expect([undeclared.exit, declared.undeclared.length]).toEqual([EXIT.differences, 1])
  await declare(declared.undeclared)
  expect((await diffOf(...gate)).exit).toBe(EXIT.ok)
  await edit(RULEBOOK, (rulebook) => {
    namesMachine(rulebook)
    const gateOf = (rulebook as Rulebook).policies['machine-token-gate']
    gateOf?.machines?.globex?.push('Reports')
  })
  expect((await diffOf(...gate)).exit).toBe(EXIT.differences)
  await declare([])
  const broken = await commandsAt(project.root, {}, () => NOON_MS)(['diff', ...gate])
  expect([broken.exit, faultCodesOf(broken)]).toEqual([EXIT.input, ['accepted_change_invalid']])
})

test.each([
  [[], 'word_missing'],
  [['no-such-branch'], 'revision_unknown'],
  [['HEAD', '--environment', 'nowhere'], 'environment_unknown'],
])('refuses %j', async (args, code) => {
  const ended = await commandsAt(project.root)(['diff', ...args])
  expect([ended.exit, faultCodesOf(ended)]).toEqual([EXIT.input, [code]])
})
