import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../builders/a-checkout.ts'
import { commentOfSample } from './comment-of-sample.ts'
import { COMMENT_PAGE } from './picture.ts'

test('README shows what a run of today says (`npm run picture`)', async () => {
  expect(await readFile(join(ROOT, COMMENT_PAGE), 'utf8')).toBe(await commentOfSample())
})
