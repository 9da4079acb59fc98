import type { SpawnOptions } from 'node:child_process'
import type { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { NO_TOKEN } from '../../scripts/gateway/port-fetch.ts'
import { type DeployCliRun, runDeployCli } from '../../scripts/gateway/run-deploy-cli.ts'
import type { JsonObject } from '../../scripts/ground/json-value.ts'
import { aTenantFolder } from './a-tenant-folder.ts'
import { type MemoryPort, memoryPort, type Things } from './memory-port.ts'

/** How each child was started, and all that it was told. */
const children: {
  started: { program: string; args: readonly string[]; env: unknown }[]
  messages: { message: Record<string, unknown> }[]
} = vi.hoisted(() => ({ started: [], messages: [] }))
vi.mock('node:child_process', async (original) => {
  const real = await original<typeof import('node:child_process')>()
  const spawn = (program: string, args: string[], options: SpawnOptions) => {
    children.started.push({ program, args, env: options.env })
    const child = real.spawn(program, args, options)
    const pipe = child.stdio[3] as Socket
    const write = pipe.write.bind(pipe) as (text: string) => boolean
    pipe.write = (text: string) => {
      children.messages.push({ message: JSON.parse(text) })
      return write(text)
    }
    return child
  }
  return { ...real, spawn }
})

const STAND_IN = 'og-secret-0-GOOGLE_CLIENT_SECRET'
const EMPTY: Things = { '/roles': [], '/clients': [], '/connections': [] }

type Seen = { readonly run: DeployCliRun; readonly memory: MemoryPort; readonly told: JsonObject[] }

/** The unmodified Deploy CLI on a folder, at a tenant in memory. */
async function importInto(
  things: Things,
  files: Readonly<Record<string, unknown>>,
  types: readonly string[],
): Promise<Seen> {
  const memory = memoryPort(things)
  const told: JsonObject[] = []
  const run = await runDeployCli(
    {
      input: await aTenantFolder(files),
      domain: 'tenant.example.com',
      clientId: 'cli_deploy',
      types,
      keywords: { GOOGLE_CLIENT_SECRET: STAND_IN },
      pace: 'without waits',
    },
    { answer: memory.port, onLoaded: (assets) => told.push(assets) },
  )
  return { run, memory, told }
}

const ROLE = { name: 'Member', description: 'of an organization' }

test('what it loads is told, what it asks is answered, and its writes arrive', async () => {
  const { run, memory, told } = await importInto(EMPTY, { 'roles/Member.json': ROLE }, ['roles'])
  expect(run.failure).toBeNull()
  expect([run.assets?.roles, told]).toEqual([[ROLE], [run.assets]])
  expect(memory.sent).toEqual([
    { method: 'POST', path: '/roles', query: new URLSearchParams(), body: ROLE },
  ])
  expect(memory.asked[0]).toMatch(/^GET \//)
})

test.each<[string, Readonly<Record<string, unknown>>, told: number]>([
  ['what cannot be loaded', { 'roles/Member.json': '{ "name": ' }, 0],
  ['what is not valid', { 'roles/Member.json': { name: 'Member', permissions: 'all' } }, 1],
])('%s is refused before anything is asked', async (_what, files, told) => {
  const { run, memory, ...seen } = await importInto(EMPTY, files, ['roles'])
  expect(run.failure).toEqual({ type: '', stage: '', message: expect.stringMatching(/./) })
  expect([seen.told.length, run.assets === null]).toEqual([told, told === 0])
  expect(memory.asked).toEqual([])
})

test('what the tenant refuses ends it, with the type', async () => {
  const refused = { status: 403, body: { message: 'no', errorCode: 'insufficient_scope' } }
  const things = { ...EMPTY, '/roles': () => refused }
  const { run } = await importInto(things, { 'roles/Member.json': ROLE }, ['roles'])
  expect([run.failure?.stage, run.failure?.type]).toEqual(['processChanges', 'roles'])
})

test('it is given stand-ins and no token, and nothing by arguments or environment', async () => {
  const connection =
    '{"name":"google-oauth2","strategy":"google-oauth2","options":{"client_secret":"@@GOOGLE_CLIENT_SECRET@@"}}'
  const files = { 'connections/google-oauth2.json': connection }
  const { memory } = await importInto(EMPTY, files, ['connections'])
  expect(memory.sent[0]?.body).toMatchObject({ options: { client_secret: STAND_IN } })
  const [run, ...answers] = children.messages.slice(children.messages.findLastIndex(isRun))
  expect(run?.message).toEqual({
    kind: 'run',
    isOnlyValidated: false,
    folder: expect.stringContaining('org-guard'),
    pace: 'without waits',
    config: {
      AUTH0_DOMAIN: 'tenant.example.com',
      AUTH0_CLIENT_ID: 'cli_deploy',
      AUTH0_ACCESS_TOKEN: NO_TOKEN,
      AUTH0_ALLOW_DELETE: true,
      AUTH0_INCLUDED_ONLY: ['connections'],
      AUTH0_KEYWORD_REPLACE_MAPPINGS: { GOOGLE_CLIENT_SECRET: STAND_IN },
    },
  })
  expect(answers.length).toBeGreaterThan(0)
  for (const { message } of answers) {
    expect(Object.keys(message).toSorted()).toEqual(['id', 'kind', 'status', 'text'])
  }
  expect(children.started[0]).toEqual({
    program: process.execPath,
    args: [expect.stringMatching(/deploy-cli-child\.mjs$/)],
    env: {},
  })
})

const isRun = ({ message }: { message: Record<string, unknown> }): boolean => message.kind === 'run'
