import { expect, test } from 'vitest'
import { withPermission } from '../../../actions/records/permission-record.ts'

const given = (i: string) => ({ o: 'acme', m: 'key.ann', e: 1, i, x: 'signature' })
const many = (count: number) => Array.from({ length: count }, (_, place) => given(`p${place}`))

test.each<[string, unknown, readonly unknown[]]>([
  ['no record', undefined, [given('new')]],
  ['a deleted record', null, [given('new')]],
  ['a record without a list', { v: 1, g: 'x' }, [given('new')]],
  ['one more', { v: 1, g: many(1) }, [...many(1), given('new')]],
  [
    'of more than an Action reads, the oldest goes',
    { v: 1, g: many(16) },
    [...many(16).slice(1), given('new')],
  ],
])('a permission is added to %s', (_what, stored, g) => {
  expect(withPermission(stored, given('new'))).toEqual({ v: 1, g })
})
