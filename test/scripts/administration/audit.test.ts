import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditFile } from '../../../scripts/administration/audit-file.ts'
import { type AuditEntry, verifyAuditLog } from '../../../scripts/administration/audit-log.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'))
  path = join(folder, 'audit.ndjson')
})
afterEach(() => rm(folder, { recursive: true }))

const entry = (receipt: string): AuditEntry => ({
  at: '2026-11-20T12:00:00.000Z',
  phase: 'begun',
  operation: 'block',
  receipt,
  actor: { kind: 'administrator', userId: 'auth0|olivia' },
  organization: 'org_acme',
  person: 'auth0|ann',
  before: null,
  after: { reason: 'SUSPENDED' },
})
const append = async (...receipts: readonly string[]) => {
  for (const receipt of receipts) await auditFile(path).append(entry(receipt))
}
const linesIn = async () => (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
const faultsOf = async (lines: readonly string[]) => (await verifyAuditLog(lines)).faults

test('whoever writes at once writes one chain, which its owner alone may read', async () => {
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((receipt) => append(receipt)))
  const lines = await linesIn()
  expect(await verifyAuditLog(lines)).toEqual({
    lines: 5,
    last: JSON.parse(lines[4] ?? '').hash,
    faults: [],
  })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

describe('what was done to a log is named', () => {
  type Change = (lines: string[]) => string[]
  const OTHER = 'the line before it is another one'
  test.each<[string, Change, readonly { line: number; why: string }[]]>([
    ['nothing', (lines) => lines, []],
    [
      'a word changed',
      ([a = '', b = '', c = '']) => [a, b.replace('SUSPENDED', 'SECURITY'), c],
      [{ line: 2, why: 'it was changed' }],
    ],
    [
      'a line taken out',
      ([a = '', , c = '']) => [a, c],
      [
        { line: 2, why: OTHER },
        { line: 2, why: 'it says that it is line 3' },
      ],
    ],
    [
      'two lines in the other order',
      ([a = '', b = '', c = '']) => [a, c, b],
      [
        { line: 2, why: OTHER },
        { line: 2, why: 'it says that it is line 3' },
        { line: 3, why: OTHER },
        { line: 3, why: 'it says that it is line 2' },
      ],
    ],
    [
      'a line that is none',
      ([a = '', b = '', c = '']) => [a, b, '[]', c],
      [
        { line: 3, why: 'it cannot be read' },
        { line: 4, why: 'it says that it is line 3' },
      ],
    ],
  ])('%s', async (_what, change, faults) => {
    await append('a', 'b', 'c')
    expect(await faultsOf(change(await linesIn()))).toEqual(faults)
  })
})

test('a cut end shows only beside the hash of a receipt', async () => {
  await append('a', 'b')
  const [first = '', second = ''] = await linesIn()
  const { last, faults } = await verifyAuditLog([first])
  expect([faults, last === JSON.parse(second).hash]).toEqual([[], false])
})

test('what a crash left of a line is named, and the next operation goes on', async () => {
  await append('a')
  await appendFile(path, '{"number":2,"pre')
  await append('b', 'c')
  expect(await faultsOf(await linesIn())).toEqual([{ line: 2, why: 'it cannot be read' }])
})

test('a log of many megabytes is appended to by its end', async () => {
  await append('a')
  const [line = ''] = await linesIn()
  await writeFile(path, `${line}\n`.repeat(8_000))
  await append('b')
  const last = JSON.parse((await linesIn()).at(-1) ?? '')
  expect([last.number, last.previous]).toEqual([2, JSON.parse(line).hash])
})
