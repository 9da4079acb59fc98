import { isObject, type Json } from '../ground/json-value.ts'
import { FetchRefused, refusalIn } from '../ground/pinned-fetch.ts'
import { strikeOut } from '../ground/strike-out.ts'
import type { Call, Reply } from './call.ts'
import { AnswerUnreadable, parseAnswer } from './parse-answer.ts'
import { retryDelayMs } from './retry-delay.ts'
import { secretTextsIn } from './secret-mark.ts'
import { SECRET_MEMBERS } from './secret-places.ts'

/**
 * Asks the tenant itself. The one place that has the token, waits for limits, and tries again.
 * @param beforeAgain asked each time before the call is made once more, because the tenant may have changed
 *   while it waited; throws where it must not be made
 */
export type TenantPort = (call: Call, beforeAgain?: () => Promise<void>) => Promise<Reply>

export type PortSettings = {
  readonly domain: string
  readonly token: string
  /** Another one, once that has come to its end; null where the tenant gives none. */
  readonly renew: () => Promise<string | null>
  /** Bounded in size and time, and held to the tenant's own origin. */
  readonly fetch: typeof fetch
  readonly nowMs: () => number
  readonly wait: (ms: number) => Promise<void>
  /** Told of every request that went out, without bodies. */
  readonly onRequest: (line: string) => void
}

/** The tenant did not answer, or with something that is none; nothing is known of what it did. */
export class TenantSilent extends Error {
  override readonly name = 'TenantSilent'
  readonly why: Silence
  constructor(message: string, why: Silence, cause?: unknown) {
    super(message, { cause })
    this.why = why
  }
}

export type Silence = 'no answer' | 'too late' | 'unreadable' | 'not believed'

const ATTEMPTS = 5
const FIRST_WAIT_MS = 250

/**
 * A call that the tenant puts off (429) is made again; so is one that failed, unless it creates
 * something: what a broken answer left behind, nobody knows.
 * @throws TenantSilent where there was no answer that can be read; FetchRefused is its cause where the
 *   tenant is not believed
 */
export function openPort(settings: PortSettings): TenantPort {
  const { nowMs, wait, onRequest } = settings
  const ask = renewing(settings)
  return async (call, beforeAgain = async () => {}) => {
    for (let attempt = 1; ; attempt += 1) {
      if (attempt > 1) await beforeAgain()
      const outcome = await ask(call, beforeAgain)
      onRequest(`${call.method} ${call.path} ${'error' in outcome ? 'failed' : outcome.status}`)
      const isLast = attempt === ATTEMPTS || !mayRepeat(call, outcome)
      if (isLast && 'error' in outcome) throw outcome.error
      if (isLast) return outcome as Reply
      const headers = 'error' in outcome ? null : outcome.headers
      await wait(retryDelayMs(headers, { attempt, firstMs: FIRST_WAIT_MS, nowMs: nowMs() }))
    }
  }
}

/**
 * A token may come to its end while a tenant is changed: half of it would be left undone. What was refused
 * for that did nothing, so it is asked again; once, as a tenant that refuses the new one too means it.
 */
function renewing({ domain, token: first, renew, fetch: send, onRequest }: PortSettings) {
  let current = Promise.resolve(first)
  let isWorthAnother = true
  return async (call: Call, beforeAgain: () => Promise<void>): Promise<Sent> => {
    const used = current
    const outcome = await attemptCall(domain, await used, send, call)
    if ('error' in outcome || outcome.status !== 401 || !isWorthAnother) return outcome
    // Many calls are refused at once; one of them asks for the new token.
    if (current === used) current = used.then(async (old) => (await renew()) ?? old)
    const renewed = await current
    if (renewed === (await used)) {
      isWorthAnother = false
      return outcome
    }
    onRequest(`${call.method} ${call.path} 401`)
    await beforeAgain()
    const again = await attemptCall(domain, renewed, send, call)
    if ('status' in again && again.status === 401) isWorthAnother = false
    return again
  }
}

type Sent = (Reply & { readonly headers: Headers }) | { readonly error: TenantSilent }

async function attemptCall(
  domain: string,
  token: string,
  send: typeof fetch,
  { method, path, query, body }: Call,
): Promise<Sent> {
  try {
    const response = await send(addressOf(domain, path, query), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const said = await response.text()
    // A refusal is printed, and may repeat what it does not take.
    const strike = response.ok || body === undefined ? null : strikeSecretsOf(body)
    const text = strike === null ? said : strike(said)
    const answered = text === '' ? undefined : parseAnswer(text, response.ok)
    return {
      status: response.status,
      headers: response.headers,
      size: said.length,
      // And may do so in escapes, which only who parses it reads.
      ...(answered === undefined
        ? {}
        : { body: strike === null ? answered : eachText(answered, strike) }),
    }
  } catch (error) {
    return { error: silent(`${method} ${path}`, error) }
  }
}

const strikeSecretsOf = (body: Json): ((text: string) => string) =>
  strikeOut(secretTextsIn(body), SECRET_MEMBERS)

function eachText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => eachText(one, change))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [change(key), eachText(one, change)]),
  )
}

/** Where dots or backslashes lead is not what was judged as this path. */
function addressOf(domain: string, path: string, query: URLSearchParams): string {
  const address = new URL(`https://${domain}/api/v2${path}`)
  const isAsSaid = path.startsWith('/') && address.pathname === `/api/v2${path}`
  if (!isAsSaid) throw new FetchRefused(`\`${path}\` is no path of the Management API`)
  return `${address}${query.size === 0 ? '' : `?${query}`}`
}

function silent(what: string, cause: unknown): TenantSilent {
  const refused = refusalIn(cause)
  if (refused !== null)
    return new TenantSilent(`${what}: ${refused.message}`, 'not believed', cause)
  if (!(cause instanceof Error)) return new TenantSilent(`${what}: no answer`, 'no answer', cause)
  if (cause.name === 'TimeoutError') {
    return new TenantSilent(`${what}: no answer in time`, 'too late', cause)
  }
  const said = cause.cause instanceof Error ? cause.cause.message : cause.message
  const why = cause instanceof AnswerUnreadable ? 'unreadable' : 'no answer'
  return new TenantSilent(`${what}: ${said}`, why, cause)
}

function mayRepeat(call: Call, outcome: Sent): boolean {
  if (!('error' in outcome) && outcome.status === 429) return true
  if (call.method === 'POST') return false
  if (!('error' in outcome)) return outcome.status >= 500
  // What was not answered in a minute is not answered in five.
  return outcome.error.why !== 'not believed' && outcome.error.why !== 'too late'
}
