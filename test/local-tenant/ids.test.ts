import { describe, expect, test } from 'vitest'
import { derivedId, freeId, type IdKind } from '../../scripts/local-tenant/ids.ts'

const SHAPES: readonly [IdKind, RegExp][] = [
  ['client', /^[A-Za-z0-9]{32}$/],
  ['organization', /^org_[A-Za-z0-9]{16}$/],
  ['connection', /^con_[A-Za-z0-9]{16}$/],
  ['role', /^rol_[A-Za-z0-9]{16}$/],
  ['client-grant', /^cgr_[A-Za-z0-9]{16}$/],
  ['invitation', /^uinv_[A-Za-z0-9]{16}$/],
  ['resource-server', /^[0-9a-f]{24}$/],
  ['action', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
]

describe('derivedId', () => {
  test.each(SHAPES)('has the shape Auth0 gives a %s', (kind, shape) => {
    expect(derivedId(kind, 'acme')).toMatch(shape)
  })

  // Pinned: the committed name -> id file of the local environment depends on them.
  test.each([
    ['client', 'Member Portal', 'kI5RN1ymbIOhxRg361AQ2ZYSTwLQfK65'],
    ['connection', 'members', 'con_B47Q3Mkze7XpnZTB'],
    ['organization', 'acme', 'org_7exm4fQmKtT8suz4'],
  ] as const)('of %s `%s` is the same on every machine', (kind, name, id) => {
    expect(derivedId(kind, name)).toBe(id)
  })

  test('is numbered on when the id is taken', () => {
    const first = derivedId('client', 'Portal')
    const second = freeId('client', 'Portal', (id) => id === first)
    const third = freeId('client', 'Portal', (id) => id === first || id === second)
    expect(new Set([first, second, third]).size).toBe(3)
  })
})
