type Cookie = { value: string; path: string }

/** A browser's cookies: by host, then by name and path. */
export type CookieJar = Map<string, Map<string, Cookie>>

/** Takes in `Set-Cookie` headers of an answer from `url`. */
export function keepCookies(jar: CookieJar, url: URL, setCookies: readonly string[]): void {
  const cookies = jar.get(url.host) ?? new Map<string, Cookie>()
  jar.set(url.host, cookies)
  for (const setCookie of setCookies) {
    const [pair = '', ...attributes] = setCookie.split(/; */)
    const [name = '', ...value] = pair.split('=')
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
    // The site's time may be moved, so only an outright deletion ends a cookie.
    const isDeletion = attributes.some((one) => /^expires=.* 1970 |^max-age=0$/i.test(one))
    if (isDeletion) cookies.delete(`${name} ${path}`)
    else cookies.set(`${name} ${path}`, { value: value.join('='), path })
  }
}

/** The `Cookie` header for a request to `url`; empty without cookies. */
export function cookieHeader(jar: CookieJar, { host, pathname }: URL): string {
  const pairs: string[] = []
  for (const [key, { value, path }] of jar.get(host) ?? []) {
    const directory = path.endsWith('/') ? path : `${path}/`
    if (pathname !== path && !pathname.startsWith(directory)) continue
    pairs.push(`${key.split(' ')[0]}=${value}`)
  }
  return pairs.join('; ')
}
