import { describe, expect, test } from 'vitest'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import {
  assertRetirable,
  type Retirement,
  retiredKeys,
} from '../../../scripts/state/assert-retirable.ts'
import type { Survey } from '../../../scripts/state/survey.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../../builders/noon.ts'

const OLD = '0a0a0a0a'
const NEW = '1b1b1b1b'
const alone = (signing: string): Survey['keys'] => ({ signing, alsoVerifying: null })
const both = (signing: string, alsoVerifying: string): Survey['keys'] => ({
  signing,
  alsoVerifying,
})
const at = (ms: number): string => new Date(ms).toISOString()

/** An hour after the new key began to sign, nothing is left under the old one. */
const clean: Survey = {
  version: 1,
  environment: 'production',
  domain: 'tenant.example.com',
  exportedAt: at(NOON_MS),
  keys: both(NEW, OLD),
  people: 3,
  records: { [NEW]: 2 },
  marks: { [NEW]: 3 },
  foreign: 0,
  unreadable: 0,
  tampered: 0,
  copied: 0,
}
const retirement: Retirement = {
  environment: 'production',
  domain: 'tenant.example.com',
  deployed: both(NEW, OLD),
  wanted: alone(NEW),
  signingSinceMs: NOON_MS - HOUR_MS,
  nowMs: NOON_MS + HOUR_MS,
  marksToLose: 0,
}

function codesOf(survey: Survey | null, differences: Partial<Retirement>): readonly string[] {
  try {
    assertRetirable(survey, { ...retirement, ...differences })
    return []
  } catch (error) {
    if (error instanceof UserFault) return error.faults.map(({ code }) => code)
    throw error
  }
}

test.each<[string, Survey['keys'], Survey['keys'], readonly string[]]>([
  ['nothing changes', both(NEW, OLD), both(NEW, OLD), []],
  ['the first deploy: both verify the new one', alone(OLD), both(OLD, NEW), []],
  ['the second: the new one signs', both(OLD, NEW), both(NEW, OLD), []],
  ['the third: the old one goes', both(NEW, OLD), alone(NEW), [OLD]],
  ['all at once', alone(OLD), alone(NEW), [OLD]],
  ['back from the second: the new one goes', both(NEW, OLD), alone(OLD), [NEW]],
  ['back from the first', both(OLD, NEW), alone(OLD), [NEW]],
  ['two go', both(NEW, OLD), alone('2c2c2c2c'), [NEW, OLD]],
])('which keys go: %s', (_what, deployed, wanted, ids) => {
  expect(retiredKeys(deployed, wanted)).toEqual(ids)
})

describe('a key goes', () => {
  test.each<[string, Survey | null, Partial<Retirement>]>([
    ['when nothing is left under it', clean, {}],
    ['where nobody knows since when the new one signs', clean, { signingSinceMs: null }],
    ['a week after the export', clean, { nowMs: NOON_MS + 7 * DAY_MS }],
    ['by an export of the moment in which the new one began', clean, { signingSinceMs: NOON_MS }],
    ['whatever nobody believes anyway', { ...clean, tampered: 1, copied: 2, unreadable: 3 }, {}],
    ['with as many marks as were named', { ...clean, marks: { [OLD]: 2 } }, { marksToLose: 2 }],
    [
      'when it never signed: a rotation is called off',
      { ...clean, records: { [OLD]: 2 }, marks: { [OLD]: 2 } },
      { deployed: both(OLD, NEW), wanted: alone(OLD) },
    ],
  ])('%s', (_what, survey, differences) => {
    expect(codesOf(survey, differences)).toEqual([])
  })

  test('and none does, so nobody asks for a survey', () => {
    expect(codesOf(null, { wanted: both(NEW, OLD) })).toEqual([])
  })
})

describe('a key stays', () => {
  test.each<[string, Survey | null, Partial<Retirement>, readonly string[]]>([
    ['without a survey', null, {}, ['survey_missing']],
    ['while it signs', clean, { wanted: alone(OLD) }, ['key_still_signs']],
    ['while it signs alone', clean, { deployed: alone(OLD) }, ['key_still_signs']],
    [
      'of two, each for its own reason',
      null,
      { wanted: alone('2c2c2c2c') },
      ['key_still_signs', 'survey_missing'],
    ],
    ['with one record', { ...clean, records: { [OLD]: 1 } }, {}, ['key_in_use']],
    ['with one mark', { ...clean, marks: { [OLD]: 1 } }, {}, ['marks_in_use']],
    [
      'with both',
      { ...clean, records: { [OLD]: 1 }, marks: { [OLD]: 1 } },
      {},
      ['key_in_use', 'marks_in_use'],
    ],
    [
      'with more marks than were named',
      { ...clean, marks: { [OLD]: 3 } },
      { marksToLose: 2 },
      ['marks_in_use'],
    ],
    [
      'with a record, however many marks were named',
      { ...clean, records: { [OLD]: 1 } },
      { marksToLose: 1 },
      ['key_in_use'],
    ],
    [
      'an export from before the new one signed',
      clean,
      { signingSinceMs: NOON_MS + 1 },
      ['survey_too_old'],
    ],
    [
      'an export of more than a week ago',
      clean,
      { nowMs: NOON_MS + 7 * DAY_MS + 1 },
      ['survey_too_old'],
    ],
    ['another environment', clean, { environment: 'staging' }, ['survey_of_other_tenant']],
    ['another tenant', clean, { domain: 'other.example.com' }, ['survey_of_other_tenant']],
  ])('%s', (_what, survey, differences, codes) => {
    expect(codesOf(survey, differences)).toEqual(codes)
  })
})
