import { isObject, type Json, type JsonObject, textOf } from '../ground/json-value.ts'

/** One request to the Management API; who asks, and with which token, is the gateway's business. */
export type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below `/api/v2`, with its leading slash, percent-encoded as it was asked. */
  readonly path: string
  readonly query: URLSearchParams
  /** Absent: no body. */
  readonly body?: Json
}

/** What came back. */
export type Reply = {
  readonly status: number
  readonly body?: Json
  /** Characters of what the tenant itself sent; absent where somebody else answers. */
  readonly size?: number
}

export const isRead = ({ method }: Call): boolean => method === 'GET'

export const isSuccess = ({ status }: Reply): boolean => status >= 200 && status < 300

/** The thing does not exist, or has no such endpoint to read it. */
export const isAbsent = ({ status }: Reply): boolean => [400, 404, 405].includes(status)

/** Temporary: it says nothing about the request itself. */
export const isPassing = ({ status }: Pick<Reply, 'status'>): boolean =>
  status === 429 || status >= 500

export const get = (path: string, query: Readonly<Record<string, string>> = {}): Call => ({
  method: 'GET',
  path,
  query: new URLSearchParams(query),
})

/** In the form of Auth0's errors, so that whoever asked can say what was wrong. */
export const refusal = (status: number, errorCode: string, message: string): Reply => ({
  status,
  body: { statusCode: status, error: 'Refused', errorCode, message } satisfies JsonObject,
})

/** The last step of a path, decoded: an id, or a name. */
export const lastStep = (path: string): string =>
  decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

export const below = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`

/** A call of ours that the tenant did not take. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly status: number
  /** Only Auth0's own sentence: the body may hold what was sent. */
  readonly said: string
  constructor({ method, path }: Call, { status, body }: Reply) {
    const said = isObject(body) ? textOf(body.message).slice(0, 300) : ''
    super(`\`${method} ${path}\` was answered ${status}: ${said}`)
    this.status = status
    this.said = said || 'no reason given'
  }
}
