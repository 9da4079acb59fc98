import { expect, test } from 'vitest'
import type { Lock } from '../../../policies/lock.ts'
import { matchLock } from '../../../scripts/administration/match-lock.ts'
import { ANNS_MARK, aLockEntry, held, usable } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'

const BOBS_MARK = 'key.somebody-else'

test.each<[string, Lock, string]>([
  ['none', { kind: 'absent' }, 'none'],
  ['one of another organization', held(aLockEntry(ANNS_MARK, GLOBEX)), 'none'],
  ['one to this address', held(aLockEntry(ANNS_MARK, ACME)), 'matches'],
  ['one to another address', held(aLockEntry(BOBS_MARK, ACME)), 'differs'],
  [
    'two in one organization, of which one is to another address',
    held(aLockEntry(ANNS_MARK, ACME), aLockEntry(BOBS_MARK, ACME)),
    'differs',
  ],
  ['one that cannot be believed', { kind: 'unreadable', reason: 'STATE_TAMPERED' }, 'unreadable'],
])('a lock says of an address what email-lock would: %s', (_what, lock, match) => {
  expect(matchLock(lock, usable(ANNS_MARK), ACME, NOON_MS)).toBe(match)
})

test('of no usable address it says that it is another one', () => {
  const lock = held(aLockEntry(ANNS_MARK, ACME))
  expect(matchLock(lock, { kind: 'absent' }, ACME, NOON_MS)).toBe('differs')
})
