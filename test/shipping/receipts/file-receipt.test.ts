import { expect, test } from 'vitest'
import { renderFiled } from '../../../scripts/shipping/receipts/file-receipt.ts'

test.each([
  ['0123456789abcdef', 'receipt a.json'],
  [null, 'receipt a.json, which names no commit: this folder is no git repository'],
])('a receipt of commit %j says: %s', (commit, line) => {
  expect(renderFiled({ file: 'a.json', isSealed: true, receipt: { commit } as never })).toBe(line)
})
