import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Json, JsonObject } from '../json-value.ts'
import { type Answer, type Call, refusal } from './call.ts'
import { NO_TOKEN } from './port-fetch.ts'

export type DeployCliRequest = {
  /** Absolute path of the folder, or of the YAML file, that is to be imported. */
  readonly input: string
  readonly domain: string
  /** The client that this deploy signs in with: the Deploy CLI leaves this one alone. */
  readonly clientId: string
  /** Resource types it may touch. */
  readonly types: readonly string[]
  /** Values for `@@KEYWORDS@@`. */
  readonly keywords: Readonly<Record<string, unknown>>
  readonly pace: Pace
}

/**
 * The same requests at each: `with waits` is without the throttle, which the gateway takes the place of;
 * `without waits` is for runs that create nothing.
 */
export type Pace = 'as it comes' | 'with waits' | 'without waits'

/** How a run ended, and what the Deploy CLI had read from the folder. */
export type DeployCliRun = {
  readonly failure: DeployCliFailure | null
  /** By type; null where the load failed. Before validation, which fills in defaults. */
  readonly assets: JsonObject | null
  /** What it printed, the last lines of it. */
  readonly lines: readonly string[]
}

export type DeployCliFailure = {
  readonly type: string
  /** `load`, `validate` or `processChanges`; empty where it had not got that far. */
  readonly stage: string
  readonly message: string
}

type FromChild =
  | {
      readonly kind: 'request'
      readonly id: number
      readonly method: string
      readonly url: string
      readonly body?: string
    }
  | { readonly kind: 'loaded'; readonly assets: JsonObject }
  | { readonly kind: 'ended'; readonly failure: DeployCliFailure | null }

type Asked = Extract<FromChild, { kind: 'request' }>

const CHILD = fileURLToPath(new URL('./deploy-cli-child.mjs', import.meta.url))
const LINES_KEPT = 200

/** Who is behind the run. */
export type DeployCliHost = {
  answer(call: Call): Promise<Answer>
  /** Told what was loaded, before the first request. */
  onLoaded(assets: JsonObject): void
}

/**
 * Runs the unmodified Deploy CLI, whose every request the host answers. It is always allowed to delete:
 * what goes is for the host to say.
 * @param onLine told each line it prints, as it prints it
 */
export async function runDeployCli(
  request: DeployCliRequest,
  host: DeployCliHost,
  onLine: (line: string) => void = () => {},
): Promise<DeployCliRun> {
  const child = fork(CHILD, [], {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines: string[] = []
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue
    createInterface({ input }).on('line', (line) => {
      if (line.trim() === '') return
      lines.push(line.trim())
      if (lines.length > LINES_KEPT) lines.shift()
      onLine(line.trim())
    })
  }
  let assets: JsonObject | null = null
  let failure: DeployCliFailure | null = { type: '', stage: '', message: 'it ended by itself' }
  const reply = async (asked: Asked): Promise<void> => {
    const { status, body } = await answerOf(asked, request.domain, host)
    const text = body === undefined ? '' : JSON.stringify(body)
    if (child.connected) child.send({ kind: 'answer', id: asked.id, status, text })
  }
  child.on('message', (message: FromChild) => {
    if (message.kind === 'request') void reply(message)
    if (message.kind === 'ended') failure = message.failure
    if (message.kind !== 'loaded') return
    assets = message.assets
    host.onLoaded(message.assets)
  })
  child.send({
    kind: 'run',
    folder: request.input,
    config: toConfig(request),
    pace: request.pace,
  })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  return { failure, assets, lines }
}

const METHODS: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']

/** Only the Management API of this very tenant is there to be asked. */
async function answerOf(
  { method, url, body }: Asked,
  domain: string,
  host: DeployCliHost,
): Promise<Answer> {
  const { protocol, host: asked, pathname, searchParams } = new URL(url)
  const isApi = protocol === 'https:' && asked === domain && pathname.startsWith('/api/v2/')
  if (!isApi || !METHODS.includes(method) || pathname.includes('//')) {
    return refusal(403, 'gateway_refused', `\`${method} ${asked}${pathname}\` is asked nothing`)
  }
  return host.answer({
    method: method as Call['method'],
    path: pathname.slice('/api/v2'.length),
    query: searchParams,
    ...(body === undefined ? {} : { body: JSON.parse(body) as Json }),
  })
}

const toConfig = (request: DeployCliRequest): Record<string, unknown> => ({
  AUTH0_DOMAIN: request.domain,
  AUTH0_CLIENT_ID: request.clientId,
  AUTH0_ACCESS_TOKEN: NO_TOKEN,
  AUTH0_ALLOW_DELETE: true,
  AUTH0_INCLUDED_ONLY: request.types,
  AUTH0_KEYWORD_REPLACE_MAPPINGS: request.keywords,
})
