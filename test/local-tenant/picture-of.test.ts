import { expect, test } from 'vitest'
import { pictureOf } from '../../scripts/local-tenant/picture-of.ts'

const gravatar = (letters: string): string =>
  `https://s.gravatar.com/avatar/257c57037d384ae37ea27a07e8a01665?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2F${letters}.png`

test.each<[string, Parameters<typeof pictureOf>[0], string]>([
  [
    'one of their own',
    { email: 'ann@example.com', picture: 'https://example.com/a.png' },
    'https://example.com/a.png',
  ],
  ['an address', { email: 'ann@example.com', name: 'Mira Lind' }, gravatar('mi')],
  ['an address in capitals', { email: 'Ann@Example.com', name: 'ann' }, gravatar('an')],
  [
    'an address, and a name of other letters',
    { email: 'ann@example.com', name: '山田' },
    gravatar('default'),
  ],
  ['a name that is no name', { email: 'ann@example.com', name: '../../x' }, gravatar('x')],
  [
    'no address',
    { name: '+1 555 0100', nickname: 'bo' },
    'https://cdn.auth0.com/avatars/default.png',
  ],
  ['no address and no name', { nickname: 'bo' }, 'https://cdn.auth0.com/avatars/bo.png'],
])('whoever has %s', (_who, user, picture) => {
  expect(pictureOf(user)).toBe(picture)
})
