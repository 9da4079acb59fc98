import { expect, test } from 'vitest'
import { readNamedOrganization } from '../../../actions/reading/named-organization.ts'
import type { OrganizationContext } from '../../../policies/mode.ts'
import { ACME } from '../../builders/ids.ts'

const UNKNOWN: OrganizationContext = { kind: 'unknown' }

test.each<[string, unknown, OrganizationContext]>([
  ['none', undefined, { kind: 'none' }],
  ['null', null, { kind: 'none' }],
  ['one', { id: ACME }, { kind: 'named', id: ACME }],
  ['one without id', {}, UNKNOWN],
  ['one with a name only', { name: 'acme' }, UNKNOWN],
  ['one with an empty id', { id: '' }, UNKNOWN],
  ['one whose id is null', { id: null }, UNKNOWN],
  ['one whose id is no text', { id: [ACME] }, UNKNOWN],
  ['a text', ACME, UNKNOWN],
  ['a number', 0, UNKNOWN],
  ['false', false, UNKNOWN],
])('%s', (_what, organization, expected) => {
  expect(readNamedOrganization(organization as { id?: unknown })).toEqual(expected)
})
