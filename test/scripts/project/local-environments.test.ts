import { expect, test } from 'vitest'
import { isLocalEnvironment } from '../../../scripts/project/local-environments.ts'

/** Where the key that everyone knows may sign: an environment's name and its tenant both say so. */
test.each<[string, string, boolean]>([
  ['local', 'localhost:4443', true],
  ['local', 'localhost', true],
  ['local', '127.0.0.1:4443', true],
  ['local-strict', 'localhost:4443', true],
  ['local', 'tenant.example.com', false],
  ['local', 'localhost.example.com', false],
  ['local', 'localhost:4443.example.com', false],
  ['local', '127.0.0.1.example.com', false],
  ['local', '127.0.0.10', false],
  ['local', '', false],
  ['local-strict', 'tenant.example.com', false],
  ['locally', 'localhost:4443', false],
  ['production', 'localhost:4443', false],
])('%s at `%s`: %s', (environmentName, domain, expected) => {
  expect(isLocalEnvironment({ environmentName, environment: { domain } })).toBe(expected)
})
