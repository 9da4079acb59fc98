import { FetchRefused, singleFetch } from '../../ground/pinned-fetch.ts'
import { type Fields, type Form, readForms } from './page-forms.ts'
import { openSiteCookies, type SiteCookies } from './site-cookies.ts'

export type { Fields, Form } from './page-forms.ts'

/**
 * A browser as far as a login needs one: cookies, redirects, forms. It follows redirects on the
 * site it visits and stops where one leads elsewhere, which is how an application's callback is seen.
 * No scripts run. Knows nothing of the tenant behind the site. What a person fills in goes to the
 * site that showed the form, and nowhere else.
 */
export type Browser = {
  /** Opens a URL. */
  visit(url: string | URL): Promise<Page>
  /**
   * Fills in and sends a form of a page; hidden fields are sent along.
   * @throws when the page has no such form, or one that leads to another site
   */
  submit(page: Page, fields: Fields, which?: { action?: string }): Promise<Page>
  /** Forgets all cookies. */
  clearCookies(): void
  /** Ends what is still being asked; nothing can be asked afterwards. */
  close(): void
}

export type Page = {
  /** Where the browser ended up. Elsewhere than the visited site: not loaded, see `left`. */
  url: URL
  /** The redirect led away from the visited site; `body` is empty. */
  left: boolean
  status: number
  headers: Record<string, string | undefined>
  body: string
  forms: readonly Form[]
}

type Ask = (url: URL, init: RequestInit) => Promise<Response>

type Sent = { method: string; url: URL; form?: string }

const REDIRECT_LIMIT = 20

/**
 * @param ca certificate (PEM) to trust instead of the machine's own list
 * @param only origin that is the only one it asks; any other throws
 */
export function openBrowser(ca?: string | null, only?: string): Browser {
  const fetchOnce = singleFetch({ certificate: ca || null })
  const closing = new AbortController()
  const ask: Ask = async (url, init) => {
    if (only !== undefined && url.origin !== only) {
      throw new FetchRefused(`\`${url.origin}\` is asked nothing`)
    }
    return fetchOnce(url, { ...init, signal: closing.signal })
  }
  const cookies = openSiteCookies()
  const visit = (url: string | URL) => load(ask, cookies, { method: 'GET', url: new URL(url) })
  const submit: Browser['submit'] = async (page, fields, { action = '' } = {}) => {
    const form = page.forms.find((one) => one.action.endsWith(action))
    if (form === undefined) throw new Error(`no form \`${action}\` on ${page.url.pathname}`)
    const url = new URL(form.action || page.url, page.url)
    if (url.origin !== page.url.origin) throw new Error(`the form leads to \`${url.origin}\``)
    const filled = new URLSearchParams({ ...form.fields, ...fields }).toString()
    if (form.method === 'post') return load(ask, cookies, { method: 'POST', url, form: filled })
    url.search = filled
    return load(ask, cookies, { method: 'GET', url })
  }
  return {
    visit,
    submit,
    clearCookies: () => cookies.clear(),
    close: () => closing.abort(),
  }
}

async function load(ask: Ask, cookies: SiteCookies, first: Sent): Promise<Page> {
  const { origin } = first.url
  let next = first
  for (let hops = 0; hops < REDIRECT_LIMIT; hops += 1) {
    const answer = await send(ask, cookies, next)
    const location = answer.headers.location
    const isRedirect = answer.status >= 300 && answer.status < 400
    if (!isRedirect || location === undefined) return toPage(next.url, answer)
    const url = new URL(location, next.url)
    if (url.origin !== origin) return { ...toPage(url, answer), left: true, body: '', forms: [] }
    next = { method: 'GET', url }
  }
  throw new Error(`more than ${REDIRECT_LIMIT} redirects from ${first.url.pathname}`)
}

type Answer = Pick<Page, 'status' | 'headers' | 'body'>

async function send(ask: Ask, cookies: SiteCookies, { method, url, form }: Sent): Promise<Answer> {
  const cookie = await cookies.headerFor(url)
  const answer = await ask(url, {
    method,
    headers: {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'user-agent': 'journey-browser/1',
      ...(cookie === '' ? {} : { cookie }),
      ...(form === undefined
        ? {}
        : { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin }),
    },
    ...(form === undefined ? {} : { body: form }),
  })
  await cookies.keep(url, answer.headers.getSetCookie())
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: await answer.text(),
  }
}

function toPage(url: URL, answer: Answer): Page {
  return { ...answer, url, left: false, forms: readForms(answer.body) }
}
