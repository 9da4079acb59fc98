import { expect, test } from 'vitest'
import { readRefusal } from '../../../scripts/demo/read-refusal.ts'

const REFERENCE = '1zfnqs72gm0xrrsxk0kt1rhe0p'

test.each([
  [
    "the guard's refusal",
    `OG_ACCESS: You do not have access (here). (reference ${REFERENCE})`,
    { code: 'OG_ACCESS', message: 'You do not have access (here).', reference: REFERENCE },
  ],
  [
    'a refusal without a key',
    'OG_RETRY: Try again. (reference none)',
    { code: 'OG_RETRY', message: 'Try again.', reference: null },
  ],
  [
    "the tenant's own refusal",
    'user is not part of the organization',
    { code: 'access_denied', message: 'user is not part of the organization', reference: null },
  ],
  [
    'text that only begins like ours',
    'OG_ACCESS: no reference',
    { code: 'access_denied', message: 'OG_ACCESS: no reference', reference: null },
  ],
  ['nothing', '', { code: 'access_denied', message: '', reference: null }],
])('reads %s', (_what, description, expected) => {
  expect(readRefusal('access_denied', description)).toEqual(expected)
})
