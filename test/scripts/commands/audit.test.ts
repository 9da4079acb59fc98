import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AuditLine,
  FIRST_PREVIOUS,
  nextLine,
} from '../../../scripts/administration/audit-log.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { commandsAt, faultCodesOf } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'

const run = commandsAt(ROOT)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function line(last: AuditLine | null, phase: 'begun' | 'ended'): AuditLine {
  return nextLine(last, {
    at: new Date(NOON_MS).toISOString(),
    phase,
    operation: 'block',
    receipt: 'receipt-1',
    actor: { kind: 'operator', userId: 'auth0|operator' },
    organization: 'org_acme',
    person: 'auth0|ann',
    before: null,
    after: null,
  })
}
const first = line(null, 'begun')
const second = line(first, 'ended')
const changed = { ...first, person: 'auth0|bob' }

describe('an audit', () => {
  test.each<[string, readonly object[], number, readonly string[]]>([
    ['that nobody wrote to', [], 0, [`0 lines, the last with hash ${FIRST_PREVIOUS}`]],
    ['as it was written', [first, second], 0, [`2 lines, the last with hash ${second.hash}`]],
    [
      'of which a line was changed',
      [changed, second],
      3,
      [`2 lines, the last with hash ${second.hash}`, 'line 1: it was changed'],
    ],
    [
      'of which the first line was taken',
      [second],
      3,
      [
        `1 lines, the last with hash ${second.hash}`,
        'line 1: the line before it is another one',
        'line 1: it says that it is line 2',
      ],
    ],
  ])('%s', async (_what, written, exit, lines) => {
    const file = join(folder, 'audit.ndjson')
    await writeFile(file, written.map((one) => `${JSON.stringify(one)}\n`).join(''))
    expect(await run(['audit', 'verify', file])).toEqual({ exit, lines })
  })

  test.each<[string, readonly string[]]>([
    ['that is not there', ['nowhere.ndjson']],
    ['that was not named', []],
  ])('%s', async (_what, words) => {
    const ran = await run(['audit', 'verify', ...words])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['file_missing']])
  })
})
