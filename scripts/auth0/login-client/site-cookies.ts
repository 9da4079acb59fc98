import { Cookie, CookieJar } from 'tough-cookie'

/** A browser's cookies. */
export type SiteCookies = {
  /** The `Cookie` header for a request to `url`; empty without cookies. */
  headerFor(url: URL): Promise<string>
  /** Takes in the `Set-Cookie` headers of an answer from `url`. */
  keep(url: URL, setCookies: readonly string[]): Promise<void>
  clear(): void
}

/**
 * Cookies as RFC 6265 keeps them, but each port of a machine has a jar of its own: a local tenant and
 * its upstream differ in nothing else.
 */
export function openSiteCookies(): SiteCookies {
  const jars = new Map<string, CookieJar>()
  const jarOf = ({ host }: URL): CookieJar => {
    const jar = jars.get(host) ?? new CookieJar(undefined, { rejectPublicSuffixes: false })
    jars.set(host, jar)
    return jar
  }
  return {
    headerFor: (url) => jarOf(url).getCookieString(url.href),
    keep: async (url, setCookies) => {
      // One that the site may not set, for another host for example, is left out as a browser does.
      for (const one of setCookies) {
        await jarOf(url).setCookie(untilDeleted(one), url.href, { ignoreError: true })
      }
    },
    clear: () => jars.clear(),
  }
}

/** The site's time may be moved, so only an outright deletion ends a cookie, and no date. */
function untilDeleted(setCookie: string): Cookie | string {
  const cookie = Cookie.parse(setCookie)
  if (cookie === undefined) return setCookie
  const isDeletion = (cookie.expiryTime(new Date(0)) ?? 1) <= 0
  return isDeletion ? cookie : Object.assign(cookie, { expires: 'Infinity', maxAge: null })
}
