import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ManagementClient, ManagementError } from 'auth0'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseRecords } from '../../../scripts/state/erase-records.ts'

type Metadata = Readonly<Record<string, string | null>>
/** What a tenant makes of a PATCH; which of them Auth0 is, it does not say. */
type Patching = (before: Metadata, sent: Metadata) => Metadata

const TOMBSTONES = { og_erased: 'bcfdb2a3abc', og_erased_all: '*' }
const OTHERS = { plan: 'gold', og_status: 'blocked' }

const withoutNull = (metadata: Metadata): Metadata =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'erase-'))
  const people = ['gone', 'held', 'plain'].map((user_id) => ({
    user_id,
    created_at: '2026-01-01T00:00:00Z',
    app_metadata: user_id === 'plain' ? { theirs: 1 } : { og_grant: [] },
  }))
  const text = people.map((one) => `${JSON.stringify(one)}\n`).join('')
  await writeFile(join(folder, 'people.ndjson'), text)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function erased(patching: Patching) {
  let metadata: Metadata = { ...OTHERS, ...TOMBSTONES }
  const [asked, waits]: [string[], number[]] = [[], []]
  const management = {
    users: {
      get: async (id: string) => {
        asked.push(id)
        if (id === 'gone') throw new ManagementError({ statusCode: 404 })
        return { app_metadata: { og_grant: [], og_lifts: { v: 1, l: [] }, theirs: 1 } }
      },
      update: async (id: string, body: object) => asked.push(`${id} ${JSON.stringify(body)}`),
    },
    organizations: {
      list: async () => [{ id: 'org_1', name: 'acme' }],
      get: async () => ({ metadata }),
      update: async (_id: string, sent: { readonly metadata: Metadata }) => {
        metadata = patching(metadata, sent.metadata)
      },
    },
  } as unknown as ManagementClient
  const given = { path: join(folder, 'people.ndjson'), file: 'people.ndjson', perMinute: 120 }
  const told = await eraseRecords(
    management,
    given,
    () => {},
    async (ms) => waits.push(ms),
  )
  return { told, asked, waits, metadata }
}

const PEOPLE = {
  asked: ['gone', 'held', 'held {"app_metadata":{"og_grant":null,"og_lifts":null}}'],
  waits: [500],
}
const COUNTED = { people: 1, unchanged: 1 }

test.each<[what: string, patching: Patching, organizations: number, left: readonly string[]]>([
  ['is replaced, null with it', (_before, sent) => sent, 1, []],
  ['is replaced', (_before, sent) => withoutNull(sent), 1, []],
  ['is merged', (before, sent) => withoutNull({ ...before, ...sent }), 1, []],
  ['is merged, null with it', (before, sent) => ({ ...before, ...sent }), 0, ['acme']],
])('metadata of an organization that %s', async (_what, patching, organizations, left) => {
  const { told, metadata, ...people } = await erased(patching)
  expect(people).toEqual(PEOPLE)
  expect(told).toEqual({ ...COUNTED, organizations, left })
  const rest = Object.keys(metadata).filter((key) => key.startsWith('og_erased'))
  expect([rest.length > 0, metadata]).toEqual([left.length > 0, expect.objectContaining(OTHERS)])
})
