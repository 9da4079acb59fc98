import { createHash } from 'node:crypto'
import type { User } from './store.ts'

/**
 * What Auth0 shows where nobody gave a picture; which letters, and what people without an address
 * get, is ours.
 * @fact The picture is the Gravatar of the address, and for whoever has none letters of the name.
 * (profiles in public repositories; Auth0's schema of event streams; read 2026-11-30)
 */
export function pictureOf({
  email,
  name,
  nickname,
  picture,
}: Pick<User, 'email' | 'name' | 'nickname' | 'picture'>): string {
  if (picture !== undefined) return picture
  const letters = (name ?? nickname ?? '')
    .replace(/[^a-z]/gi, '')
    .slice(0, 2)
    .toLowerCase()
  const avatar = `https://cdn.auth0.com/avatars/${letters || 'default'}.png`
  if (email === undefined) return avatar
  const hash = createHash('md5').update(email.trim().toLowerCase()).digest('hex')
  return `https://s.gravatar.com/avatar/${hash}?s=480&r=pg&d=${encodeURIComponent(avatar)}`
}
