import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { sha256 } from '../../../scripts/ground/sha256.ts'
import type { DeployReceipt } from '../../../scripts/shipping/receipts/receipt.ts'
import {
  openReceipts,
  type ReceiptStore,
} from '../../../scripts/shipping/receipts/receipt-store.ts'
import { type Seal, sealOf, sealOfKey } from '../../../scripts/shipping/seal.ts'
import { aReceipt } from '../../builders/a-receipt.ts'
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

const filedAt = (domain: string, at: string): DeployReceipt =>
  aReceipt({
    environment: 'staging',
    domain,
    at,
    held: { keyId: '0a0a0a0a', values: { '/emails/provider': { 'credentials.api_key': 'hash' } } },
  })

test('what was sent to another tenant of the same environment says nothing of this one', async () => {
  const open = (domain: string) =>
    openReceipts(folder, { environment: 'staging', domain }, TEST_SEAL, null)
  const [here, there] = ['here.example.com', 'there.example.com']
  await open(there).write(filedAt(there, '2026-01-02T00:00:00.000Z'), [])
  await open(here).write(filedAt(here, '2026-01-01T00:00:00.000Z'), [])
  const listed = await Promise.all([here, there, 'new.example.com'].map((one) => open(one).list()))
  expect(listed.map((filed) => filed.map(({ receipt }) => receipt.domain))).toEqual([
    [here],
    [there],
    [],
  ])
})

test('a receipt of another tenant is not read by its name either', async () => {
  const [here, there] = ['read-here.example.com', 'read-there.example.com'].map((domain) =>
    openReceipts(folder, { environment: 'staging', domain }, TEST_SEAL, null),
  )
  const { file } = (await there?.write(
    filedAt('read-there.example.com', '2026-01-03T00:00:00.000Z'),
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
const openFull = () =>
  openReceipts(folder, { environment: 'staging', domain: DOMAIN }, TEST_SEAL, null)

test('half a receipt is none', async () => {
  const receipts = openFull()
  disk.room = 100
  const writing = receipts.write(filedAt(DOMAIN, '2026-01-03T00:00:00.000Z'), [])
  await expect(writing).rejects.toThrow('no space')
  disk.room = Number.POSITIVE_INFINITY
  expect(await receipts.list()).toEqual([])
})

test('code that an earlier receipt goes back to stays, where it cannot be written again', async () => {
  const receipts = openFull()
  const code = 'exports.b = 1'
  await receipts.write(filedAt(DOMAIN, '2026-01-06T00:00:00.000Z'), [code])
  disk.room = 3
  const writing = receipts.write(filedAt(DOMAIN, '2026-01-07T00:00:00.000Z'), [code])
  await expect(writing).rejects.toThrow('no space')
  disk.room = Number.POSITIVE_INFINITY
  const drafts = (await readdir(folder, { recursive: true })).filter((one) => /draft/.test(one))
  expect([await receipts.readCode(sha256(code)), drafts]).toEqual([code, []])
})

test('a file that is no receipt is named, and not passed over', async () => {
  await writeFile(`${folder}/2026-02-01.json`, '{')
  await expect(openFull().list()).rejects.toMatchObject({
    faults: [{ code: 'receipt_invalid', message: expect.stringContaining('2026-02-01.json') }],
  })
  await rm(`${folder}/2026-02-01.json`)
})

test('receipts lie in the order in which they were filed, whatever the clock said', async () => {
  const receipts = openReceipts(
    folder,
    { environment: 'staging', domain: 'clock.example.com' },
    TEST_SEAL,
    null,
  )
  const times = ['2026-05-02T00:00:00.000Z', '2026-05-02T00:00:00.000Z', '2026-05-01T00:00:00.000Z']
  for (const [index, at] of times.entries()) {
    await receipts.write({ ...filedAt('clock.example.com', at), actor: `${index}` }, [])
  }
  const listed = await receipts.list()
  expect(listed.map(({ file, receipt, isSealed }) => [file, receipt.actor, isSealed])).toEqual([
    ['2026-05-02T00-00-00.000Z.json', '0', true],
    ['2026-05-02T00-00-00.001Z.json', '1', true],
    ['2026-05-02T00-00-00.002Z.json', '2', true],
  ])
})

describe('a planted receipt pushes none away, and is not the newest:', () => {
  const [ONE, TWO, LATE] = ['2026-05-02T00:00:00.000Z', '2026-05-02T00:00:00.001Z', '9999-01-01']
  test.each<[what: string, at: string, filed: readonly string[]]>([
    ['of the last instant of its year', '9999-12-31T23:59:59.999Z', [ONE, TWO]],
    ['of the instant before', '9999-12-31T23:59:59.998Z', [ONE, TWO]],
    ['of a year with more digits', '+275760-09-13T00:00:00.000Z', [ONE, TWO]],
    ['of no time', 'tomorrow', [ONE, TWO]],
    [
      'of the last instant before that year',
      '9998-12-31T23:59:59.999Z',
      [`${LATE}T00:00:00.000Z`, `${LATE}T00:00:00.001Z`],
    ],
  ])('%s', async (_what, at, filed) => {
    const domain = 'end-of-time.example.com'
    const own = await mkdtemp(join(folder, 'planted-'))
    const receipts = openReceipts(own, { environment: 'staging', domain }, TEST_SEAL, null)
    const planted = { ...filedAt(domain, at), actor: 'nobody', seal: null }
    await writeFile(join(own, `${at.replaceAll(':', '-')}.json`), JSON.stringify(planted))
    // A clock that stands.
    for (const actor of ['one', 'two']) {
      await receipts.write({ ...filedAt(domain, ONE), actor }, [])
    }
    const listed = await receipts.list()
    expect(listed.map(({ receipt }) => [receipt.actor, receipt.at])).toEqual([
      ['nobody', at],
      ['one', filed[0]],
      ['two', filed[1]],
    ])
  })
})

describe('what is read is what was filed:', () => {
  const domain = 'sealed.example.com'
  const open = (environment = 'staging', seal = TEST_SEAL) =>
    openReceipts(folder, { environment, domain }, seal, null)
  const others = sealOf({ clientId: 'client', proof: { kind: 'secret', secret: 'guessed' } })
  const OUR_KEY = sealOfKey('a key of this test, which is long enough')
  const OTHER_KEY = sealOfKey('another key of this test, as long as that')
  const aFiled = async (at: string): Promise<string> =>
    (await open().write(filedAt(domain, at), ['exports.a = 1'])).file

  test.each<[string, (text: string) => string, ReceiptStore, boolean]>([
    ['as it was written', (text) => text, open(), true],
    ['with another actor', (text) => text.replace('"ci"', '"me"'), open(), false],
    ['with another hash', (text) => text.replaceAll('0a0a0a0a', '0b0b0b0b'), open(), false],
    ['with a seal of nobody', (text) => text.replace(/("seal": )"[^"]+"/, '$1"x"'), open(), false],
    ['as that of another environment', (text) => text, open('production'), false],
    ['by other credentials', (text) => text, open('staging', others), false],
  ])('a receipt %s', async (_what, change, store, isSealed) => {
    const file = await aFiled('2026-01-04T00:00:00.000Z')
    await writeFile(join(folder, file), change(await readFile(join(folder, file), 'utf8')))
    expect((await store.read(file)).isSealed).toBe(isSealed)
  })

  test.each<[string, (text: string) => string, Seal, Seal | null, readonly [boolean, boolean]]>([
    ['by the same of both', (text) => text, TEST_SEAL, OUR_KEY, [true, true]],
    ['by other credentials and the same key', (text) => text, others, OUR_KEY, [false, true]],
    ['by other credentials and another key', (text) => text, others, OTHER_KEY, [false, false]],
    ['by other credentials without a key', (text) => text, others, null, [false, false]],
    ['by the same credentials without a key', (text) => text, TEST_SEAL, null, [true, true]],
    [
      'by the same key, after somebody wrote in it',
      (text) => text.replace('"ci"', '"me"'),
      others,
      OUR_KEY,
      [false, false],
    ],
    [
      'by the same key, with a seal of nobody',
      (text) => text.replace(/("keySeal": )"[^"]+"/, '$1"x"'),
      others,
      OUR_KEY,
      [false, false],
    ],
    [
      'by the same key, of a version that had none',
      (text) => text.replace(/,\s+"keySeal": "[^"]+"/, ''),
      others,
      OUR_KEY,
      [false, false],
    ],
  ])('a receipt read %s', async (_what, change, seal, keySeal, expected) => {
    const own = await mkdtemp(join(folder, 'proven-'))
    const at = (one: Seal, key: Seal | null) =>
      openReceipts(own, { environment: 'staging', domain }, one, key)
    const { file } = await at(TEST_SEAL, OUR_KEY).write(
      filedAt(domain, '2026-01-11T00:00:00.000Z'),
      [],
    )
    await writeFile(join(own, file), change(await readFile(join(own, file), 'utf8')))
    const { isSealed, isProven } = await at(seal, keySeal).read(file)
    expect([isSealed, isProven]).toEqual(expected)
  })

  test('a receipt is itself under its own name alone', async () => {
    const [older, newer] = [
      await aFiled('2026-01-08T00:00:00.000Z'),
      await aFiled('2026-01-09T00:00:00.000Z'),
    ]
    await copyFile(join(folder, older), join(folder, newer))
    const read = await Promise.all([older, newer].map((file) => open().read(file)))
    expect(read.map(({ isSealed }) => isSealed)).toEqual([true, false])
  })

  test.each([
    ['by the credentials that filed it', TEST_SEAL, true],
    ['by others', others, false],
  ])('filed once more %s, it is vouched for as it was', async (_what, seal, isSealed) => {
    const own = await mkdtemp(join(folder, 'again-'))
    const first = openReceipts(own, { environment: 'staging', domain }, TEST_SEAL, null)
    await first.write(filedAt(domain, '2026-01-10T00:00:00.000Z'), [])
    const receipts = openReceipts(own, { environment: 'staging', domain }, seal, null)
    const [filed] = await receipts.list()
    if (filed === undefined) throw new Error('nothing was filed')
    await receipts.writeAgain({ ...filed, receipt: { ...filed.receipt, actor: 'again' } })
    const listed = await receipts.list()
    expect(listed.map((one) => [one.receipt.actor, one.isSealed])).toEqual([
      ['ci', isSealed],
      ['again', isSealed],
    ])
  })

  test('code is what its name says, or none', async () => {
    await aFiled('2026-01-05T00:00:00.000Z')
    const hash = sha256('exports.a = 1')
    expect(await open().readCode(hash)).toBe('exports.a = 1')
    await writeFile(join(folder, 'code', `${hash}.js`), 'exports.a = 2')
    expect(await open().readCode(hash)).toBe(null)
  })
})
