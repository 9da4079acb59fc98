import { rm, writeFile } from 'node:fs/promises'
import { afterAll, expect, test, vi } from 'vitest'
import type { Receipt } from '../../../scripts/shipping/receipts/receipt.ts'
import { openReceipts } from '../../../scripts/shipping/receipts/receipt-store.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import { TEST_SEAL } from '../../builders/test-seal.ts'

/** A disk that is full after so many characters. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }))
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const write = async (file: string, text: string) => {
    await real.writeFile(file, text.slice(0, disk.room))
    if (text.length > disk.room) throw new Error('no space left on device')
  }
  return { ...real, writeFile: write }
})

const folder = anOddFolder()
afterAll(() => rm(folder, { recursive: true, force: true }))

const aReceipt = (domain: string, at: string): Receipt => ({
  version: 1,
  kind: 'deploy',
  environment: 'staging',
  domain,
  at,
  actor: 'ci',
  reason: null,
  commit: null,
  isDirty: false,
  plan: null,
  rulebook: null,
  keys: { signing: '0a0a0a0a', alsoVerifying: null },
  actions: [],
  bindings: {},
  outcome: 'verified',
  wentBackTo: null,
  held: { keyId: '0a0a0a0a', values: { '/emails/provider': { 'credentials.api_key': 'hash' } } },
})

test('what was sent to another tenant of the same environment says nothing of this one', async () => {
  const open = (domain: string) =>
    openReceipts(folder, { environment: 'staging', domain }, TEST_SEAL)
  const [here, there] = ['here.example.com', 'there.example.com']
  await open(there).write(aReceipt(there, '2026-01-02T00:00:00.000Z'), [])
  await open(here).write(aReceipt(here, '2026-01-01T00:00:00.000Z'), [])
  const listed = await Promise.all([here, there, 'new.example.com'].map((one) => open(one).list()))
  expect(listed.map((filed) => filed.map(({ receipt }) => receipt.domain))).toEqual([
    [here],
    [there],
    [],
  ])
})

test('a receipt of another tenant is not read by its name either', async () => {
  const [here, there] = ['read-here.example.com', 'read-there.example.com'].map((domain) =>
    openReceipts(folder, { environment: 'staging', domain }, TEST_SEAL),
  )
  const { file } = (await there?.write(
    aReceipt('read-there.example.com', '2026-01-03T00:00:00.000Z'),
    [],
  )) ?? { file: '' }
  expect((await there?.read(file))?.file).toBe(file)
  await expect(here?.read(file)).rejects.toMatchObject({
    faults: [
      {
        code: 'receipt_invalid',
        message: `\`${file}\` is of \`read-there.example.com\`, and this is \`read-here.example.com\``,
      },
    ],
  })
})

const DOMAIN = 'full.example.com'
const openFull = () => openReceipts(folder, { environment: 'staging', domain: DOMAIN }, TEST_SEAL)

test('half a receipt is none', async () => {
  const receipts = openFull()
  disk.room = 100
  const writing = receipts.write(aReceipt(DOMAIN, '2026-01-03T00:00:00.000Z'), [])
  await expect(writing).rejects.toThrow('no space')
  disk.room = Number.POSITIVE_INFINITY
  expect(await receipts.list()).toEqual([])
})

test('a file that is no receipt is named, and not passed over', async () => {
  await writeFile(`${folder}/2026-02-01.json`, '{')
  await expect(openFull().list()).rejects.toMatchObject({
    faults: [{ code: 'receipt_invalid', message: expect.stringContaining('2026-02-01.json') }],
  })
})
