import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UserFault } from '../../scripts/ground/user-fault.ts'
import { loadProject, type Project } from '../../scripts/project/load-project.ts'
import { assertKeysRetirable } from '../../scripts/shipping/assert-keys-retirable.ts'
import type { DeployReceipt } from '../../scripts/shipping/receipts/receipt.ts'
import { openReceipts } from '../../scripts/shipping/receipts/receipt-store.ts'
import { type Seal, sealOf } from '../../scripts/shipping/seal.ts'
import { type Survey, storeSurvey } from '../../scripts/state/survey.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { aReceipt } from '../builders/a-receipt.ts'
import { anOddFolder } from '../builders/an-odd-folder.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../builders/noon.ts'
import { TEST_SEAL } from '../builders/test-seal.ts'

const [OLD, NEW] = ['0a0a0a0a', '1b1b1b1b']
type Keys = DeployReceipt['keys']
const BEFORE: Keys = { signing: OLD, alsoVerifying: null }
const FIRST: Keys = { signing: OLD, alsoVerifying: NEW }
const SECOND: Keys = { signing: NEW, alsoVerifying: OLD }
const THIRD: Keys = { signing: NEW, alsoVerifying: null }
const at = (ms: number): string => new Date(ms).toISOString()

let root: string
let local: Project
beforeAll(async () => {
  root = anOddFolder()
  local = await loadProject(ROOT, 'local')
})
afterAll(() => rm(root, { recursive: true, force: true }))

const aSurvey = (exportedAtMs: number, records: Survey['records']): Survey => ({
  version: 1,
  environment: 'local',
  domain: 'localhost:4443',
  exportedAt: at(exportedAtMs),
  keys: SECOND,
  people: 2,
  records,
  marks: records,
  foreign: 0,
  unreadable: 0,
  tampered: 0,
  copied: 0,
})

const TENANT = { environment: 'local', domain: 'localhost:4443' }
const CLEAN = { [NEW]: 2 }
/** Deployed three, two and one days ago. */
const ROTATING = [BEFORE, FIRST, SECOND]
const OTHERS = sealOf({ clientId: 'client', proof: { kind: 'secret', secret: 'guessed' } })

test.each<[string, readonly Keys[], Survey | null, Keys, number, readonly string[]]>([
  ['no receipt says what ran', [], null, THIRD, 0, []],
  ['no key goes', ROTATING, null, SECOND, 0, []],
  ['one comes', [BEFORE], null, FIRST, 0, []],
  ['nobody looked', ROTATING, null, THIRD, 0, ['survey_missing']],
  ['nothing rests on it', ROTATING, aSurvey(NOON_MS, CLEAN), THIRD, 0, []],
  [
    'something does',
    ROTATING,
    aSurvey(NOON_MS, { [NEW]: 1, [OLD]: 1 }),
    THIRD,
    0,
    ['key_in_use', 'marks_in_use'],
  ],
  [
    'what may be lost was typed out, and records are left',
    ROTATING,
    aSurvey(NOON_MS, { [NEW]: 1, [OLD]: 1 }),
    THIRD,
    1,
    ['key_in_use'],
  ],
  [
    'the export is from before the new key began to sign',
    ROTATING,
    aSurvey(NOON_MS - 36 * HOUR_MS, CLEAN),
    THIRD,
    0,
    ['survey_too_old'],
  ],
  [
    'the new key signed, then the old one again: only the last run counts',
    [SECOND, FIRST, SECOND],
    aSurvey(NOON_MS - 36 * HOUR_MS, CLEAN),
    THIRD,
    0,
    ['survey_too_old'],
  ],
  ['it still signs', [BEFORE], null, THIRD, 0, ['key_still_signs']],
])('%s', async (_what, ran, survey, wanted, marksToLose, expected) => {
  const folder = await mkdtemp(join(root, 'case-'))
  const receipts = openReceipts(join(folder, 'receipts'), TENANT, TEST_SEAL, null)
  for (const [index, keys] of ran.entries()) {
    await receipts.write(
      aReceipt({ ...TENANT, keys, at: at(NOON_MS - (ran.length - index) * DAY_MS) }),
      [],
    )
  }
  if (survey !== null) await storeSurvey(folder, survey)
  const environment = { ...local.environment, keys: { ...local.environment.keys, ...wanted } }
  const asked = assertKeysRetirable({
    root: folder,
    project: { ...local, environment },
    receipts,
    nowMs: NOON_MS + HOUR_MS,
    marksToLose,
  })
  const codes = await asked.then(
    () => [],
    (error) => (error instanceof UserFault ? error.faults.map(({ code }) => code) : [error]),
  )
  expect(codes).toEqual(expected)
})

test.each<[string, sealed: readonly Keys[], planted: Keys | null, readonly string[]]>([
  [
    'what nobody sealed, behind it, says that the key went already',
    ROTATING,
    THIRD,
    ['survey_missing'],
  ],
  ['what nobody sealed, behind it, says that it came back', [THIRD], SECOND, ['survey_missing']],
  ['others sealed all that is there', [], SECOND, ['survey_missing']],
  ['nobody says so', [THIRD], null, []],
])('a key goes that somebody says is there: %s', async (_what, sealed, planted, expected) => {
  const folder = await mkdtemp(join(root, 'case-'))
  const open = (seal: Seal) => openReceipts(join(folder, 'receipts'), TENANT, seal, null)
  const file = (seal: Seal, keys: Keys) =>
    open(seal).write(aReceipt({ ...TENANT, keys, at: at(NOON_MS) }), [])
  for (const keys of sealed) await file(TEST_SEAL, keys)
  if (planted !== null) await file(OTHERS, planted)
  const environment = { ...local.environment, keys: { ...local.environment.keys, ...THIRD } }
  const codes = await assertKeysRetirable({
    root: folder,
    project: { ...local, environment },
    receipts: open(TEST_SEAL),
    nowMs: NOON_MS + HOUR_MS,
    marksToLose: 0,
  }).then(
    () => [],
    (error) => (error instanceof UserFault ? error.faults.map(({ code }) => code) : [error]),
  )
  expect(codes).toEqual(expected)
})
