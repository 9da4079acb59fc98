import { type Call, get } from '../../scripts/gateway/call.ts'
import type { Json } from '../../scripts/ground/json-value.ts'

/** `POST /roles`, `GET /clients?page=0&per_page=2`: a call as one line, and what it carries. */
export function aCall(line: string, body?: Json): Call {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', search = ''] = target.split('?')
  return {
    ...get(path),
    method: method as Call['method'],
    query: new URLSearchParams(search),
    ...(body === undefined ? {} : { body }),
  }
}

/** The line that such a call is written as. */
export const lineOf = ({ method, path, query }: Call): string =>
  `${method} ${path}${query.size === 0 ? '' : `?${query}`}`
