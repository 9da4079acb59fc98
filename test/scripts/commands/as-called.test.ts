import { expect, test } from 'vitest'
import { asCalled, callIn, faultAsCalled } from '../../../scripts/commands/usage.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { aRepository } from '../../builders/a-repository.ts'

const OURS = 'run `npm run resolve -- --environment dev`, then `npm start` or `npm run check`'
const NOT_OURS = 'see `npm install --prefix x`, `npm run guard:plan -- --json` and npm run check'

test.each<[string, 'a clone' | 'a repository', Record<string, string>, string]>([
  ['a script of a clone', 'a clone', { npm_lifecycle_event: 'check' }, OURS],
  ['the program, in a clone', 'a clone', {}, OURS],
  [
    'npx, in a sample',
    'a clone',
    { npm_lifecycle_event: 'npx' },
    'run `npx auth0-org-guard resolve --environment dev`, then `npx auth0-org-guard start` or `npx auth0-org-guard check`',
  ],
  [
    'a script of a team',
    'a repository',
    { npm_lifecycle_event: 'guard:check' },
    'run `npx auth0-org-guard resolve --environment dev`, then `npx auth0-org-guard start` or `npx auth0-org-guard check`',
  ],
  [
    'a script of a team that is called as the command',
    'a repository',
    { npm_lifecycle_event: 'check' },
    'run `npx auth0-org-guard resolve --environment dev`, then `npx auth0-org-guard start` or `npm run check`',
  ],
  [
    'the program, in a repository',
    'a repository',
    {},
    'run `org-guard resolve --environment dev`, then `org-guard start` or `org-guard check`',
  ],
])('a message names commands as they are called by %s', async (_by, where, variables, told) => {
  const root =
    where === 'a clone' ? ROOT : await aRepository({ 'org-guard.json': '{ "tenant": "." }' })
  const call = callIn({ root, environmentVariables: variables })
  expect(asCalled(call, OURS)).toBe(told)
  expect(asCalled(call, NOT_OURS)).toBe(NOT_OURS)
  expect(faultAsCalled(call, { code: 'a', message: OURS, fix: OURS })).toEqual({
    code: 'a',
    message: told,
    fix: told,
  })
})
