import { expect, test } from 'vitest'
import { isStaged, stagingOf } from '../../../../scripts/project/tenant-folder/tenant-texts.ts'

test.each([
  ['waivers.json', false],
  ['rulebook.json', false],
  ['waivers.schema.json', false],
  ['environments', false],
  ['environments/local.json', false],
  ['accepted-changes', false],
  ['accepted-changes/a.json', false],
  ['tenant.json', true],
  ['clients/waivers.json', true],
  ['actions/environments/code.js', true],
])('the Deploy CLI sees %s: %s', (path, seen) => {
  expect(isStaged(path)).toBe(seen)
})

test.each<[string, string, string, boolean]>([
  ['.', 'org-guard', 'org-guard', false],
  ['.', 'org-guard', 'org-guard/init.json', false],
  ['.', 'org-guard', 'org-guard-notes/a.json', true],
  ['.', 'org-guard', 'clients/a.json', true],
  ['auth0', 'auth0/rules/guard', 'rules/guard/rulebook.json', false],
  ['auth0', 'auth0/rules/guard', 'rules/old.json', true],
  ['auth0', 'auth0', 'clients/a.json', true],
  ['auth0', 'org-guard', 'org-guard/a.json', true],
])('with tenant %s and rules in %s the Deploy CLI sees %s: %s', (tenant, rules, path, seen) => {
  expect(stagingOf({ tenant, rules })(path)).toBe(seen)
})
