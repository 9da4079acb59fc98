import type { Json } from '../ground/json-value.ts'
import type { Call } from './call.ts'

/** A request as a client makes it; nothing of it is believed. */
export type RawRequest = {
  readonly method: string
  readonly url: string
  /** Absent: no body. */
  readonly body?: unknown
}

const METHODS: readonly unknown[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']

/** Null for anything but a request of the Management API of this very tenant. */
export function readCall({ method, url, body }: RawRequest, domain: string): Call | null {
  if (!URL.canParse(url) || !METHODS.includes(method)) return null
  const { protocol, host, username, pathname, searchParams } = new URL(url)
  const isApi = protocol === 'https:' && host === domain && username === ''
  if (!isApi || !pathname.startsWith('/api/v2/')) return null
  if (!pathname.slice(1).split('/').every(isPlainStep) || hasStepInStep(pathname)) return null
  const json = body === undefined ? undefined : readJson(body)
  if (json === null || (json !== undefined && method === 'GET')) return null
  return {
    method: method as Call['method'],
    path: pathname.slice('/api/v2'.length),
    query: searchParams,
    ...(json === undefined ? {} : { body: json.value }),
  }
}

/** One thing has one path, or what is known of it under one would not hold under another. */
function isPlainStep(step: string): boolean {
  try {
    return step !== '' && encodeURIComponent(decodeURIComponent(step)) === step
  } catch {
    return false
  }
}

/** Only an API is called by a text with a slash in it: anywhere else it would be a path within a path. */
const hasStepInStep = (pathname: string): boolean =>
  /%2f/i.test(pathname.replace(/^\/api\/v2\/resource-servers\/[^/]+/, ''))

function readJson(text: unknown): { readonly value: Json } | null {
  try {
    return typeof text === 'string' ? { value: JSON.parse(text) as Json } : null
  } catch {
    return null
  }
}

/** Without what may be secret in it: for whoever is told that it is asked nothing. */
export function nameRequest({ method, url }: RawRequest): string {
  const { origin, pathname } = URL.canParse(url) ? new URL(url) : { origin: '', pathname: '' }
  return `${method} ${origin}${pathname}`
}
