import { expect, test } from 'vitest'
import { isStaged } from '../../../../scripts/project/tenant-folder/tenant-texts.ts'

test.each([
  ['waivers.json', false],
  ['rulebook.json', false],
  ['waivers.schema.json', false],
  ['environments', false],
  ['environments/local.json', false],
  ['tenant.json', true],
  ['clients/waivers.json', true],
  ['actions/environments/code.js', true],
])('the Deploy CLI sees %s: %s', (path, seen) => {
  expect(isStaged(path)).toBe(seen)
})
