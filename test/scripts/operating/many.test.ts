import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPerson } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { anOperator, faultCodesOf, type RunCommand } from '../../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

let deployed: DeployedTenant
let snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
let run: RunCommand
const ids: string[] = []

beforeAll(async () => {
  deployed = await deployedTenant()
  const administrator = createAdministrator(deployed.scene)
  for (const name of ['ann', 'bob', 'cat']) {
    const person = createPerson(name, `${name}@acme.example.com`)
    ids.push(await administrator.enrol(person, ['acme']))
  }
  run = await anOperator(deployed)
  snapshot = deployed.running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(snapshot))
afterAll(() => deployed?.stop())

const path = (file: string): string => join(deployed.staged.project.root, file)
const write = (file: string, ...lines: readonly string[]) =>
  writeFile(path(file), lines.map((line) => `${line}\n`).join(''))
const ndjson = (users: readonly string[]) =>
  users.map((user_id) => JSON.stringify({ user_id, organization: 'acme' }))
const doneOf = async (file: string): Promise<readonly string[]> =>
  (await readFile(path(file), 'utf8'))
    .split('\n')
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line).person] : []))
const blocked = (): readonly boolean[] =>
  ids.map((id) => deployed.running.tenant.state.users.get(id)?.app_metadata.og_block !== undefined)
const SEEN =
  'seen      a person made for it at `Member Portal`, with the same block: silent login ORG_BLOCKED by org-blocked; refresh ORG_BLOCKED by org-blocked'
const block = (...more: readonly string[]) => run(['members', 'block', '--from', ...more])

describe('everybody of a list', () => {
  test('in NDJSON', async () => {
    await write('all.ndjson', ...ndjson(ids))
    expect(await block('all.ndjson')).toEqual({
      exit: 0,
      lines: ['done to 3 of 3, skipped 0, failed 0', SEEN],
    })
    expect(blocked()).toEqual([true, true, true])
  })

  test('in CSV, with one organization for all', async () => {
    await write('all.csv', 'name,user_id', ...ids.map((id) => `"Doe, ""J""",${id}`))
    expect((await block('all.csv', '--organization', 'acme')).exit).toBe(0)
    expect(blocked()).toEqual([true, true, true])
  })

  test('and a dry run writes nothing', async () => {
    await write('all.ndjson', ...ndjson(ids))
    expect(await block('all.ndjson', '--dry-run', '--done', 'dry.ndjson')).toEqual({
      exit: 0,
      lines: ['would be done to 3 of 3, skipped 0, failed 0'],
    })
    expect(blocked()).toEqual([false, false, false])
    await expect(readFile(path('dry.ndjson'))).rejects.toThrow('ENOENT')
  })
})

test('one try stands for all who are shut out of one place, and says so in each receipt', async () => {
  const made: string[] = []
  const { users } = deployed.running.tenant.state
  const set = users.set.bind(users)
  users.set = (id, user) => {
    if (user.email?.startsWith('witness-') && !made.includes(id)) made.push(id)
    return set(id, user)
  }
  await write('all.ndjson', ...ndjson(ids))
  await block('all.ndjson', '--done', 'seen.ndjson')
  const receipts = (await readFile(path('seen.ndjson'), 'utf8')).trim().split('\n')
  const observed = receipts.map((line) => JSON.parse(line).observed)
  expect(observed).toEqual(ids.map(() => observed[0]))
  expect([observed[0].holds, made.length]).toEqual([true, 1])
})

test('a token that the tenant takes no more ends it: nobody else is tried', async () => {
  await write('all.ndjson', ...ndjson(ids))
  const { control } = deployed.running
  // The second person is the first to meet it.
  control.addFault({
    path: `/api/v2/users/${encodeURIComponent(ids[1] ?? '')}`,
    status: 401,
    times: 9,
  })
  const { exit, lines } = await block('all.ndjson', '--done', 'stopped.ndjson')
  expect([exit, lines[0], lines.at(-1)]).toEqual([
    3,
    'done to 1 of 3, skipped 0, failed 1',
    'stopped: 1 were not tried',
  ])
  expect(lines[2]).toContain('token_refused')
  expect(blocked()).toEqual([true, false, false])
})

test('whoever fails does not keep the others from it, and the next run does the rest', async () => {
  const [ann = '', bob = '', cat = ''] = ids
  await write('some.ndjson', ...ndjson([ann, 'auth0|nobody', cat]))
  const why = 'this operation is not open to you, or there is nobody it could be done to'
  expect(await block('some.ndjson', '--done', 'done.ndjson')).toEqual({
    exit: 3,
    lines: [
      'done to 2 of 3, skipped 0, failed 1',
      SEEN,
      `line 2: auth0|nobody: not_permitted: ${why}`,
    ],
  })
  expect([blocked(), await doneOf('done.ndjson')]).toEqual([
    [true, false, true],
    [ann, cat],
  ])

  await write('some.ndjson', ...ndjson([ann, bob, cat]))
  expect(await block('some.ndjson', '--done', 'done.ndjson')).toEqual({
    exit: 0,
    lines: ['done to 1 of 3, skipped 2, failed 0', SEEN],
  })
  expect([blocked(), await doneOf('done.ndjson')]).toEqual([
    [true, true, true],
    [ann, cat, bob],
  ])
})

test('interrupted in the middle of a receipt, it carries on', async () => {
  const [ann = ''] = ids
  await write('all.ndjson', ...ndjson([ann]))
  await block('all.ndjson', '--done', 'torn.ndjson')
  const whole = await readFile(path('torn.ndjson'), 'utf8')
  await writeFile(path('torn.ndjson'), `${whole}{"id":"a receipt that was cut o`)
  await write('all.ndjson', ...ndjson(ids))
  expect((await block('all.ndjson', '--done', 'torn.ndjson')).lines).toEqual([
    'done to 2 of 3, skipped 1, failed 0',
    SEEN,
  ])
  expect([blocked(), await doneOf('torn.ndjson')]).toEqual([[true, true, true], ids])
})

describe('refused before anything is done', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['half a line', ['{"user_id":'], ['line 2']],
    ['nobody', ['{"organization":"acme"}', '{"user_id":""}'], ['line 2', 'line 3']],
    ['an unknown organization', ['{"user_id":"a|b","organization":"Acme"}'], ['line 2']],
    ['no organization', ['{"user_id":"a|b"}'], ['line 2']],
  ])('%s', async (_what, lines, places) => {
    await write('bad.ndjson', ...ndjson(ids.slice(0, 1)), ...lines)
    const ran = await block('bad.ndjson')
    expect([ran.exit, faultCodesOf(ran), blocked()]).toEqual([
      2,
      places.map(() => 'list_invalid'),
      [false, false, false],
    ])
    const told = ran.lines.flatMap((line) => /line \d+/.exec(line)?.[0] ?? [])
    expect(told).toEqual(places)
  })

  test.each<[string, readonly string[], string]>([
    ['no such file', ['block', '--from', 'nowhere'], 'file_missing'],
    ['a list and a person', ['block', '--from', 'all.csv', '--user', 'a|b'], 'option_invalid'],
    ['a list of addresses', ['rebind', '--from', 'all.csv'], 'option_invalid'],
    ['a list to be exported', ['export', '--from', 'all.csv'], 'option_invalid'],
    ['receipts of no list', ['suspend', '--user', 'a|b', '--done', 'x'], 'option_invalid'],
    ['no confirmation', ['deprovision', '--from', 'all.csv'], 'confirmation_missing'],
  ])('%s', async (_what, args, code) => {
    const ran = await run(['members', ...args])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, [code]])
  })

  test('a protected environment, whose domain nobody typed', async () => {
    const file = 'tenant/environments/local.json'
    const before = await readFile(path(file), 'utf8')
    await writeFile(path(file), JSON.stringify({ ...JSON.parse(before), protected: true }))
    await write('all.ndjson', ...ndjson(ids))
    const untyped = await block('all.ndjson')
    const states = [blocked()]
    const { domain } = deployed.running
    const typed = await block('all.ndjson', '--domain', domain)
    states.push(blocked())
    await writeFile(path(file), before)
    expect([faultCodesOf(untyped), typed.exit, states]).toEqual([
      ['domain_not_typed'],
      0,
      [
        [false, false, false],
        [true, true, true],
      ],
    ])
  })

  test('a table without the column', async () => {
    await write('bad.csv', 'name', 'Ann')
    expect(faultCodesOf(await block('bad.csv'))).toEqual(['list_invalid'])
  })
})
