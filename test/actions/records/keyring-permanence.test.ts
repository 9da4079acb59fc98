import { expect, test } from 'vitest'
import { deriveKeys } from '../../../actions/records/keyring.ts'

// Secrets are written out here: the keys that tests share would not even load if this were broken.
const FIRST = 'a-secret-for-tests-only-that-is-long-enough-1'
const SECOND = 'a-secret-for-tests-only-that-is-long-enough-0'

/** Printed once by the code; they never change again: records of years ago must stay readable. */
test('what is derived from a secret is permanent', () => {
  const beginnings = (secret: string): readonly string[] => {
    const { id, lock, mark, reference, token } = deriveKeys(secret)
    const keys = [lock, mark, reference, token].map((key) =>
      key.export().toString('hex').slice(0, 16),
    )
    return [id, ...keys]
  }
  expect(beginnings(FIRST)).toEqual([
    'c1c863a9',
    '3423c90ea6f8e559',
    'ce49f9209009589e',
    '52d979defb0d5a61',
    '179ffb6e435abde3',
  ])
  expect(deriveKeys(SECOND).id).toBe('057cf702')
})
