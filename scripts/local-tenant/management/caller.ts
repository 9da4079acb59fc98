import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { decodeJwt } from 'jose'

/** Who calls the Management API, as an event of a trigger that the call sets off shows it. */
export type Caller = {
  /** Of the token; null for a token that names none. */
  readonly clientId: string | null
  /** Whom the token was given to; null for an application's own. */
  readonly userId: string | null
  readonly ip: string
  /** With the port, as in every event. */
  readonly hostname: string
  readonly userAgent: string
  /** First of `accept-language`; empty when the caller names none. */
  readonly language: string
}

/** The token has been verified before. */
export function readCaller(c: Context): Caller {
  const { azp, sub } = decodeJwt(
    c.req
      .header('authorization')
      ?.replace(/^Bearer +/i, '')
      .trim() ?? '',
  )
  return {
    clientId: typeof azp === 'string' ? azp : null,
    userId: sub?.includes('|') ? sub : null,
    ip: addressOf(c).replace(/^::ffff:/, ''),
    hostname: new URL(c.req.url).host,
    userAgent: c.req.header('user-agent') ?? '',
    language: c.req.header('accept-language')?.split(/[,;]/)[0] ?? '',
  }
}

/** A request that came through no socket is one of this machine. */
const addressOf = (c: Context): string =>
  (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? '127.0.0.1'
