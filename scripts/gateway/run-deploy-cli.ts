import { type ChildProcess, fork } from 'node:child_process'
import type { Socket } from 'node:net'
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

/** The process of the last run, for the next one: to load the Deploy CLI takes longer than to run it. */
let kept: ChildProcess | null = null
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs the unmodified Deploy CLI, whose every request the host answers; one run at a time, because it
 * keeps its settings in its process. It is always allowed to delete: what goes is for the host to say.
 * @param onLine told each line it prints, as it prints it
 */
export function runDeployCli(
  request: DeployCliRequest,
  host: DeployCliHost,
  onLine: (line: string) => void = () => {},
): Promise<DeployCliRun> {
  const next = last.then(() => runAlone(request, host, onLine))
  last = next.catch(() => {})
  return next
}

async function runAlone(
  request: DeployCliRequest,
  host: DeployCliHost,
  onLine: (line: string) => void,
): Promise<DeployCliRun> {
  const isKept = request.pace !== 'as it comes'
  const child = isKept && kept?.connected ? kept : startChild()
  if (isKept) kept = child
  hold(child)
  const lines: string[] = []
  const readLine = (line: string): void => {
    if (line.trim() === '') return
    lines.push(line.trim())
    if (lines.length > LINES_KEPT) lines.shift()
    onLine(line.trim())
  }
  const readers = [child.stdout, child.stderr].flatMap((input) =>
    input === null ? [] : [createInterface({ input }).on('line', readLine)],
  )
  let assets: JsonObject | null = null
  const failure = await new Promise<DeployCliFailure | null>((resolve, reject) => {
    const reply = async (asked: Asked): Promise<void> => {
      const { status, body } = await answerOf(asked, request.domain, host)
      const text = body === undefined ? '' : JSON.stringify(body)
      if (child.connected) child.send({ kind: 'answer', id: asked.id, status, text })
    }
    child.once('error', reject)
    child.once('exit', () => resolve({ type: '', stage: '', message: 'it ended by itself' }))
    child.on('message', (message: FromChild) => {
      if (message.kind === 'request') reply(message).catch(reject)
      if (message.kind === 'ended') resolve(message.failure)
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
  }).finally(() => {
    child.removeAllListeners()
    for (const reader of readers) reader.close()
    if (isKept) release(child)
    else child.kill()
  })
  return { failure, assets, lines }
}

const startChild = (): ChildProcess =>
  fork(CHILD, [], { env: {}, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })

/** While it runs, this process waits for it; afterwards it keeps nobody. */
function hold(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}

function release(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref()
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
