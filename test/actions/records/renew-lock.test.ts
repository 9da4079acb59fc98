import { describe, expect, test } from 'vitest'
import { marksIn, renewLock } from '../../../actions/records/renew-lock.ts'
import type { Lock, LockContent } from '../../../policies/lock.ts'
import { aLockEntry, lockOf } from '../../builders/a-login.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'

const ANN = ['new.ann', 'old.ann']
const held = (content: Partial<LockContent>, isOutdated = false): Lock => ({
  kind: 'held',
  isOutdated,
  ...lockOf(),
  ...content,
})
const entries = (...marks: string[]): Partial<LockContent> => ({
  entries: marks.map((mark, place) => aLockEntry(mark, place === 0 ? ACME : GLOBEX)),
})

describe('every mark is made anew whose value is shown', () => {
  test.each<[string, Lock, string[][], Partial<LockContent> | null]>([
    ['of the address', held(entries('old.ann')), [ANN], entries('new.ann')],
    ['of one of two', held(entries('old.bob', 'old.ann')), [ANN], entries('old.bob', 'new.ann')],
    ['of both', held(entries('old.ann', 'old.ann')), [ANN], entries('new.ann', 'new.ann')],
    [
      'of a telephone number and a user name',
      held({ ...entries('new.ann'), phone: 'old.p', username: 'old.n' }),
      [ANN, ['new.p', 'old.p'], ['new.n', 'old.n']],
      { ...entries('new.ann'), phone: 'new.p', username: 'new.n' },
    ],
    [
      'and no other value comes in its place',
      held({ ...entries('new.ann'), phone: 'old.p' }),
      [ANN, ['new.q', 'old.q']],
      null,
    ],
    ['none where nothing is shown', held(entries('old.ann')), [[], []], null],
    [
      'what is spent stays',
      held({ ...entries('old.ann'), spent: ['one'] }),
      [ANN],
      {
        ...entries('new.ann'),
        spent: ['one'],
      },
    ],
    ['nothing is frozen that was not', held(entries('new.ann')), [ANN, ['new.p']], null],
    ['a record of today', held(entries('new.ann')), [ANN], null],
    ['one that an older key signed', held(entries('new.ann'), true), [ANN], entries('new.ann')],
    [
      'one of it that shows nothing of today',
      held(entries('old.bob'), true),
      [ANN],
      entries('old.bob'),
    ],
    ['no record', { kind: 'absent' }, [ANN], null],
    ['one that nobody believes', { kind: 'unreadable', reason: 'STATE_TAMPERED' }, [ANN], null],
  ])('%s', (_what, lock, shown, content) => {
    const renewed = content === null ? null : { ...lockOf(), ...content }
    expect(renewLock(lock, shown)).toEqual(renewed)
  })
})

test('a lock holds marks of addresses, of the number and of the user name', () => {
  const content = { ...lockOf(), ...entries('a', 'b'), phone: 'p', username: 'n' }
  expect([content, lockOf()].map(marksIn)).toEqual([['a', 'b', 'p', 'n'], []])
})
