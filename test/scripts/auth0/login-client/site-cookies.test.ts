import { expect, test } from 'vitest'
import { openSiteCookies } from '../../../../scripts/auth0/login-client/site-cookies.ts'

const SITE = 'https://login.example.com/u/login'
const ENDED = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'

test.each<[string, from: string, setCookies: string[], to: string, header: string]>([
  ['to the site it came from', SITE, ['a=1; Path=/', 'b=2=3; Path=/'], SITE, 'a=1; b=2=3'],
  ['to its path alone', SITE, ['a=1; Path=/u', 'b=2; Path=/v'], SITE, 'a=1'],
  ['not to another host', SITE, ['a=1; Path=/'], 'https://evil.example.com/u/login', ''],
  ['to hosts below a domain it names', SITE, ['a=1; Domain=example.com'], SITE, 'a=1'],
  ['not where it names another domain', SITE, ['a=1; Domain=example.org'], SITE, ''],
  ['not over plain HTTP, if it is secure', SITE, ['a=1; Secure'], SITE.replace('s:', ':'), ''],
  ['not once it is deleted', SITE, ['a=1; Path=/', `a=; Path=/; ${ENDED}`], SITE, ''],
  ['not once its age is none', SITE, ['a=1; Path=/', 'a=1; Path=/; Max-Age=0'], SITE, ''],
  [
    'after its date: a site may live in the past',
    SITE,
    ['a=1; Expires=Fri, 20 Nov 2020 12:00:00 GMT'],
    SITE,
    'a=1',
  ],
  ['of a machine without a name', 'https://localhost:1/', ['a=1'], 'https://localhost:1/', 'a=1'],
  ['not to another port of it', 'https://localhost:1/', ['a=1'], 'https://localhost:2/', ''],
])('a cookie is sent %s', async (_where, from, setCookies, to, header) => {
  const cookies = openSiteCookies()
  await cookies.keep(new URL(from), setCookies)
  const sent = await cookies.headerFor(new URL(to))
  cookies.clear()
  expect([sent, await cookies.headerFor(new URL(to))]).toEqual([header, ''])
})
