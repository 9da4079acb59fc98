import { Agent, request } from 'node:https'
import { type CookieJar, cookieHeader, keepCookies } from './cookie-jar.ts'
import { type Fields, type Form, readForms } from './page-forms.ts'

export type { Fields, Form } from './page-forms.ts'

/**
 * A browser as far as a login needs one: cookies, redirects, forms. It follows redirects on the
 * site it visits and stops where one leads elsewhere, which is how an application's callback is seen.
 * No scripts run. Knows nothing of the tenant behind the site.
 */
export type Browser = {
  /** Opens a URL. */
  visit(url: string | URL): Promise<Page>
  /**
   * Fills in and sends a form of a page; hidden fields are sent along.
   * @throws when the page has no such form
   */
  submit(page: Page, fields: Fields, which?: { action?: string }): Promise<Page>
  /** Forgets all cookies. */
  clearCookies(): void
  /** Closes connections. */
  close(): void
}

export type Page = {
  /** Where the browser ended up. Elsewhere than the visited site: not loaded, see `left`. */
  url: URL
  /** The redirect led away from the visited site; `body` is empty. */
  left: boolean
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
  forms: Form[]
}

type Sent = { method: string; url: URL; form?: string }

const REDIRECT_LIMIT = 20

/** @param ca certificate (PEM) to trust instead of the machine's own list */
export function openBrowser(ca?: string | null): Browser {
  const agent = new Agent({ keepAlive: true, ...(ca ? { ca } : {}) })
  const jar: CookieJar = new Map()
  const visit = (url: string | URL) => load(agent, jar, { method: 'GET', url: new URL(url) })
  const submit: Browser['submit'] = async (page, fields, { action = '' } = {}) => {
    const form = page.forms.find((one) => one.action.endsWith(action))
    if (form === undefined) throw new Error(`no form \`${action}\` on ${page.url.pathname}`)
    const url = new URL(form.action || page.url, page.url)
    const filled = new URLSearchParams({ ...form.fields, ...fields }).toString()
    if (form.method === 'post') return load(agent, jar, { method: 'POST', url, form: filled })
    url.search = filled
    return load(agent, jar, { method: 'GET', url })
  }
  return {
    visit,
    submit,
    clearCookies: () => jar.clear(),
    close: () => agent.destroy(),
  }
}

async function load(agent: Agent, jar: CookieJar, first: Sent): Promise<Page> {
  const { origin } = first.url
  let next = first
  for (let hops = 0; hops < REDIRECT_LIMIT; hops += 1) {
    const answer = await send(agent, jar, next)
    const location = answer.headers.location
    const isRedirect = answer.status >= 300 && answer.status < 400
    if (!isRedirect || typeof location !== 'string') return toPage(next.url, answer)
    const url = new URL(location, next.url)
    if (url.origin !== origin) return { ...toPage(url, answer), left: true, body: '', forms: [] }
    next = { method: 'GET', url }
  }
  throw new Error(`more than ${REDIRECT_LIMIT} redirects from ${first.url.pathname}`)
}

type Answer = Pick<Page, 'status' | 'headers' | 'body'>

function send(agent: Agent, jar: CookieJar, { method, url, form }: Sent): Promise<Answer> {
  const cookie = cookieHeader(jar, url)
  const headers = {
    accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    'user-agent': 'journey-browser/1',
    ...(cookie === '' ? {} : { cookie }),
    ...(form === undefined
      ? {}
      : {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(form)),
        }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent, headers }, (incoming) => {
      keepCookies(jar, url, incoming.headers['set-cookie'] ?? [])
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(form)
  })
}

function toPage(url: URL, answer: Answer): Page {
  return { ...answer, url, left: false, forms: readForms(answer.body) }
}
