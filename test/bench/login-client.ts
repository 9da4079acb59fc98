import { createHash, randomBytes } from 'node:crypto'
import { type Dispatcher, Pool } from 'undici'
import { type CookieJar, cookieHeader, keepCookies } from './cookie-jar.ts'
import { type Fields, readForms } from './page-forms.ts'

/** Where people log in, and what an application there asks for. */
export type LoginTarget = {
  readonly origin: string
  readonly certificate: string
  readonly clientId: string
  readonly redirectUri: string
  /** What else is asked for at the authorization endpoint. */
  readonly parameters: Fields
  /** `page`: a login page with a form; `lock`: the call that Auth0's login widget makes. */
  readonly form: 'page' | 'lock'
}

export type Account = { readonly email: string; readonly password: string }

type Page = { readonly url: URL; readonly left: boolean; readonly body: string }

/** A client that does nothing but log in: raw requests, keep-alive, a cookie jar for each login. */
export class LoginClient {
  readonly #pool: Pool
  readonly #target: LoginTarget

  constructor(target: LoginTarget, connections: number) {
    this.#target = target
    const connect = { ca: target.certificate }
    this.#pool = new Pool(target.origin, { connections, pipelining: 1, connect })
  }

  /**
   * Authorization code with PKCE, to the tokens.
   * @throws Error when it ends in anything but tokens
   */
  async logIn(account: Account): Promise<void> {
    const { clientId, redirectUri, parameters, form } = this.#target
    const verifier = randomBytes(32).toString('base64url')
    const [state, nonce] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    })
    const jar: CookieJar = new Map()
    const page = await this.#visit(jar, new URL(`/authorize?${query}`, this.#target.origin))
    const answer =
      form === 'page'
        ? await this.#fillIn(jar, page, { identifier: account.email, password: account.password })
        : await this.#passWidget(jar, page, account, nonce)
    const code = answer.url.searchParams.get('code')
    if (!answer.left || code === null || answer.url.searchParams.get('state') !== state) {
      throw new Error(`no code: ${answer.url.pathname} ${answer.url.search} ${answer.body}`)
    }
    await this.#redeem(code, verifier)
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }

  async #redeem(code: string, verifier: string): Promise<void> {
    const { clientId, redirectUri } = this.#target
    const { statusCode, body } = await this.#send('POST', '/oauth/token', {
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    })
    const text = await body.text()
    if (statusCode !== 200 || !text.includes('"id_token"')) {
      throw new Error(`no tokens: ${statusCode} ${text}`)
    }
  }

  async #fillIn(jar: CookieJar, page: Page, fields: Fields): Promise<Page> {
    const form = readForms(page.body).find((one) => one.method === 'post')
    if (form === undefined) throw new Error(`no form: ${page.url.pathname} ${page.body}`)
    const action = new URL(form.action || page.url, page.url)
    return this.#follow(jar, action, 'POST', { ...form.fields, ...fields })
  }

  async #passWidget(jar: CookieJar, page: Page, account: Account, nonce: string): Promise<Page> {
    const { clientId, redirectUri } = this.#target
    const query = Object.fromEntries(page.url.searchParams)
    const fields = { ...query, client_id: clientId, redirect_uri: redirectUri, nonce }
    const form = await this.#follow(jar, new URL('/usernamepassword/login', page.url), 'POST', {
      ...fields,
      username: account.email,
      password: account.password,
    })
    return this.#fillIn(jar, form, {})
  }

  #visit(jar: CookieJar, url: URL): Promise<Page> {
    return this.#follow(jar, url, 'GET')
  }

  /** Follows redirects to the first page, or to the first that leads elsewhere. */
  async #follow(jar: CookieJar, url: URL, method: 'GET' | 'POST', form?: Fields): Promise<Page> {
    const { statusCode, headers, body } = await this.#send(
      method,
      url.pathname + url.search,
      form,
      {
        cookie: cookieHeader(jar, url),
      },
    )
    const cookies = headers['set-cookie'] ?? []
    keepCookies(jar, url, Array.isArray(cookies) ? cookies : [cookies])
    const text = await body.text()
    if (statusCode < 300 || statusCode >= 400) return { url, left: false, body: text }
    const next = new URL(String(headers.location), url)
    return next.origin === url.origin
      ? this.#follow(jar, next, 'GET')
      : { url: next, left: true, body: '' }
  }

  #send(
    method: 'GET' | 'POST',
    path: string,
    form?: Fields,
    headers: Fields = {},
  ): Promise<Dispatcher.ResponseData> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.#pool.request({
      method,
      path,
      headers: form === undefined ? headers : { ...headers, ...type },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    })
  }
}
