import { expect, test } from 'vitest'
import { type DerivedKeys, deriveKeys } from '../../../actions/records/keyring.ts'
import { sealReference } from '../../../actions/records/reference.ts'
import { REASON_SENTENCES } from '../../../policies/reasons.ts'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { commandsAt, faultCodesOf } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'
import {
  FOREIGN_KEYS,
  OLD_KEYS,
  OLD_SECRET,
  TEST_KEYS,
  TEST_SECRET,
} from '../../builders/test-keys.ts'

const DEVELOPMENT_KEYS = deriveKeys(DEVELOPMENT_SIGNING_KEY)
const OURS = { OG_SIGNING_KEY: TEST_SECRET }
const ROTATING = { ...OURS, OG_VERIFYING_KEY: OLD_SECRET }
const NOT_FOUND = [EXIT.input, ['reference_not_found'], 0]
const OPENED = [EXIT.ok, [], 0]
/** With a word that anybody could have made it. */
const DOUBTED = [EXIT.ok, [], 1]

const run = commandsAt(ROOT, {}, () => NOON_MS)
const refusalBy = (keys: DerivedKeys): string =>
  `OG_ADMIN: ask. (reference ${sealReference({ reason: 'EMAIL_DRIFT', policy: 'email-lock', atMs: NOON_MS }, keys)})`

test.each<[string, DerivedKeys, Record<string, string>, unknown]>([
  ['the signing key', TEST_KEYS, OURS, OPENED],
  ['the key before it, during a rotation', OLD_KEYS, ROTATING, OPENED],
  ['the key before it, with nothing else', OLD_KEYS, { OG_VERIFYING_KEY: OLD_SECRET }, OPENED],
  ['the key before it, after the rotation', OLD_KEYS, OURS, NOT_FOUND],
  ['a foreign key', FOREIGN_KEYS, ROTATING, NOT_FOUND],
  ['the development key, where no key is set', DEVELOPMENT_KEYS, {}, DOUBTED],
  [
    'the development key, where empty keys are set',
    DEVELOPMENT_KEYS,
    { OG_SIGNING_KEY: '', OG_VERIFYING_KEY: '' },
    DOUBTED,
  ],
  ['the development key, where another is set', DEVELOPMENT_KEYS, OURS, NOT_FOUND],
  ['the development key, during a rotation', DEVELOPMENT_KEYS, ROTATING, NOT_FOUND],
  ['a key that is not set', TEST_KEYS, {}, NOT_FOUND],
])('sealed with %s', async (_what, keys, variables, expected) => {
  const ran = await run(['reference', refusalBy(keys)], variables)
  const doubts = ran.lines.filter((line) => line.includes('public development key'))
  expect([ran.exit, faultCodesOf(ran), doubts.length]).toEqual(expected)
})

test('says the reason, who gave it, when, and a sentence', async () => {
  expect(await run(['reference', refusalBy(TEST_KEYS)], OURS)).toEqual({
    exit: EXIT.ok,
    lines: [
      `EMAIL_DRIFT by email-lock at ${new Date(NOON_MS).toISOString()}`,
      REASON_SENTENCES.EMAIL_DRIFT,
    ],
  })
})

test.each<[string, object, string | null]>([
  [
    'a person at an application',
    { user_id: 'auth0|ann', client_name: 'Portal', organization_name: 'acme' },
    'whom  auth0|ann at Portal in acme',
  ],
  ['a person that has no id yet', { client_id: 'c1' }, 'whom  nobody known yet at c1'],
  ['nothing of whom', { type: 'f' }, null],
])('an entry of the log says by itself whom it is about: %s', async (_what, said, told) => {
  const entry = JSON.stringify({ description: refusalBy(TEST_KEYS), user_name: 'x', ...said })
  const { exit, lines } = await run(['reference', entry], OURS)
  expect([exit, lines.find((line) => line.startsWith('whom')) ?? null]).toEqual([EXIT.ok, told])
  const asJson = await run(['reference', entry, '--json'], OURS)
  expect(JSON.parse(asJson.lines.join('')).whom === null).toBe(told === null)
})
