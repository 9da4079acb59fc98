import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Whether a page of ours sent a form. A browser says where a form is from; whoever says nothing is no
 * browser that could be misled, and is refused all the same.
 */
export function isOwnRequest(headers: Headers, origin: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const from = headers.get('origin')
  if (from !== null) return from === origin
  return site === 'same-origin'
}

/** Takes as long whatever is given. */
export const isSameToken = (given: unknown, own: string): boolean =>
  typeof given === 'string' && timingSafeEqual(hash(given), hash(own))

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
