import { expect, test } from 'vitest'
import { isMachine } from '../../../scripts/administration/is-machine.ts'

test.each([
  ['desk@clients', true],
  ['auth0|desk', false],
  ['auth0|desk@clients', false],
  ['samlp|globex|eve@clients', false],
  ['desk@clients\n', false],
  ['a b@clients', false],
  ['@clients', false],
  ['desk@clients.example.com', false],
])('%j is a machine: %j', (subject, expected) => {
  expect(isMachine(subject)).toBe(expected)
})
