import type { IncomingMessage } from 'node:http'
import { parse } from 'node:querystring'
import { Readable } from 'node:stream'
import { isTooDeep } from '../../json-depth.ts'
import type { Json, JsonObject } from '../../store.ts'
import type { Endpoint, HttpContext } from '../front.ts'
import { refuse } from './answer-below-500.ts'

export const BODY_LIMIT_BYTES = 100_000

/**
 * Reads every body once, JSON or form (Auth0 takes both at all its endpoints), into `ctx.state.body`,
 * and hands oidc-provider, which takes forms only, a form.
 */
export const readBody: Endpoint = () => async (ctx, next) => {
  ctx.state.body = {}
  if (ctx.method === 'GET' || ctx.method === 'HEAD' || ctx.method === 'OPTIONS') return next()
  const bytes = await readBytes(ctx.req)
  if (bytes === 'too-large') {
    ctx.set('Connection', 'close')
    return refuse(ctx, 413, `request body is over ${BODY_LIMIT_BYTES} bytes`, 'payload_too_large')
  }
  const body = parseBody(ctx, bytes.toString('utf8'))
  if (body === undefined) {
    return refuse(
      ctx,
      400,
      'the body is neither a flat enough JSON object nor a form',
      'invalid_body',
    )
  }
  ctx.state.body = body
  replayAsForm(ctx, body)
  return next()
}

/** The body's string members; others count as absent. */
export function readFields(ctx: HttpContext): Record<string, string | undefined> {
  const fields: Record<string, string | undefined> = Object.create(null)
  for (const [name, value] of Object.entries(ctx.state.body as JsonObject)) {
    if (typeof value === 'string') fields[name] = value
  }
  return fields
}

async function readBytes(req: IncomingMessage): Promise<Buffer | 'too-large'> {
  if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT_BYTES) return 'too-large'
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > BODY_LIMIT_BYTES) return 'too-large'
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function parseBody(ctx: HttpContext, text: string): JsonObject | undefined {
  if (text === '') return {}
  if (ctx.is('json', '+json') !== false) return parseJsonObject(text)
  // A person's browser and most OAuth clients send forms; some clients forget to say so.
  return { ...parse(text) } as JsonObject
}

function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && !isTooDeep(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Hands on another body than the one that came. `ctx.state.body` stays as it came. */
export function replaceBody(ctx: HttpContext, body: JsonObject): void {
  replayAsForm(ctx, body)
}

function replayAsForm(ctx: HttpContext, body: JsonObject): void {
  const form = Buffer.from(new URLSearchParams(scalarsOf(body)).toString())
  const { req } = ctx
  const headers = {
    ...req.headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(form.length),
  }
  delete (headers as IncomingMessage['headers'])['transfer-encoding']
  const { method, url, socket, httpVersion, httpVersionMajor } = req
  const replay = Readable.from(form.length === 0 ? [] : [form], { objectMode: false })
  const replayed = Object.assign(replay, {
    headers,
    method,
    url,
    socket,
    httpVersion,
    httpVersionMajor,
  })
  ctx.req = replayed as unknown as IncomingMessage
  ctx.request.req = ctx.req
}

/** A list is what a form would repeat; of one, it is no text. */
function scalarsOf(body: JsonObject): [name: string, value: string][] {
  return Object.entries(body).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) {
      return value.length > 1 ? value.map((one) => [name, String(one)]) : []
    }
    return value !== null && typeof value !== 'object' ? [[name, String(value)]] : []
  })
}
