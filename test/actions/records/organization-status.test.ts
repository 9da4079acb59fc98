import { expect, test } from 'vitest'
import { readStatus } from '../../../actions/records/organization-status.ts'

test.each<[string, unknown, string | null]>([
  ['no metadata', undefined, null],
  ['metadata that is null', null, null],
  ['metadata without a status', {}, null],
  ['a status', { og_status: 'active' }, 'active'],
  ['a status that is empty', { og_status: '' }, ''],
  ['a status that is no text is one nobody listed', { og_status: true }, ''],
  ['a status that is null', { og_status: null }, ''],
  ['metadata that is a list', [], ''],
])('%s', (_what, metadata, status) => {
  expect(readStatus(metadata as never)).toBe(status)
})
