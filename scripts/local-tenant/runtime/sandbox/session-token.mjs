import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  asText,
  bytesOf,
  floor,
  fromBase64Url,
  indexOf,
  parse,
  slice,
  stringify,
  toBase64Url,
} from './intrinsics.mjs'

/** HS256 tokens of `api.redirect`. */

const HEADER = toBase64Url('{"alg":"HS256","typ":"JWT"}')

export function encodeSessionToken(payload, secret) {
  const body = `${HEADER}.${toBase64Url(stringify(payload))}`
  return `${body}.${signatureOf(body, secret)}`
}

/**
 * @fact A session token is refused with these texts, as far as its users have quoted them. (Auth0
 * community; read 2026-11-22)
 * @param expected `sub`, and the `state` the person came back to `/continue` with
 * @returns every claim
 * @throws Error worded as Auth0 does
 */
export function validateSessionToken(token, secret, expected) {
  const claims = readSigned(asText(token), secret)
  const { sub, iss, exp, iat, state } = claims
  const isComplete = typeof sub === 'string' && typeof iss === 'string'
  if (!isComplete || typeof exp !== 'number' || typeof iat !== 'number') {
    throw invalid('Missing or invalid standard claims')
  }
  if (typeof state !== 'string' || state !== expected.state) {
    throw invalid('State in the token does not match the /continue state.')
  }
  if (sub !== expected.sub) throw invalid('The sub claim does not match the user_id.')
  if (!(exp > floor(Date.now() / 1000))) throw invalid('Token has expired.')
  return claims
}

function readSigned(token, secret) {
  const bodyEnd = indexOf(token, '.', indexOf(token, '.') + 1)
  const body = slice(token, 0, bodyEnd < 0 ? 0 : bodyEnd)
  if (!isEqual(slice(token, bodyEnd + 1), signatureOf(body, secret))) {
    throw invalid('Failed signature validation')
  }
  const headerEnd = indexOf(body, '.')
  const header = readPart(slice(body, 0, headerEnd))
  if (header.alg !== 'HS256' || header.typ !== 'JWT') throw invalid('Unexpected token payload type')
  return readPart(slice(body, headerEnd + 1))
}

function readPart(part) {
  let value
  try {
    value = parse(fromBase64Url(part))
  } catch {
    // Signed, and yet no token.
  }
  if (typeof value === 'object' && value !== null) return value
  throw invalid('Unexpected token payload type')
}

function signatureOf(body, secret) {
  if (typeof secret !== 'string' || secret === '') {
    throw new Error('[local tenant] api.redirect needs a secret that is a non-empty string')
  }
  return createHmac('sha256', secret).update(body).digest('base64url')
}

function isEqual(one, other) {
  const a = bytesOf(one)
  const b = bytesOf(other)
  return a.length === b.length && timingSafeEqual(a, b)
}

const invalid = (why) => new Error(`The session token is invalid: ${why}`)
