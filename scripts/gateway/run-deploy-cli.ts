import type { JsonObject } from '../ground/json-value.ts'
import { LONGEST_RUN_MS } from './bounded-port.ts'
import { type Call, type Reply, refusal } from './call.ts'
import { type Child, hold, readLines, release, startChild } from './deploy-cli-process.ts'
import { NO_TOKEN } from './port-fetch.ts'
import { nameRequest, readCall } from './read-call.ts'

export type DeployCliRequest = {
  /** Absolute path of the folder, or of the YAML file, that is to be imported. */
  readonly input: string
  /** Absolute path that is left out of whatever it says, so that files are called as the team calls them. */
  readonly within?: string
  readonly domain: string
  /** The client that this deploy signs in with: the Deploy CLI leaves this one alone. */
  readonly clientId: string
  /** Resource types it may touch. */
  readonly types: readonly string[]
  /** Values for `@@KEYWORDS@@`. */
  readonly keywords: Readonly<Record<string, unknown>>
  readonly pace: Pace
  /** False where its host keeps nothing back. */
  readonly mayDelete?: boolean
  /** It stops before it would change anything, and tells of all that it does not take. */
  readonly isOnlyValidated?: true
  /** After so long it is ended, whatever it does. */
  readonly longestMs?: number
}

/**
 * The same requests at each: `with waits` is without the throttle, which the gateway takes the place of;
 * `without waits` is for runs that create nothing.
 */
export type Pace = 'as it comes' | 'with waits' | 'without waits'

/** How a run ended, and what the Deploy CLI had read from the folder. */
export type DeployCliRun = {
  readonly failure: DeployCliFailure | null
  /** All that it does not take, where it was only to validate and got that far. */
  readonly refusals: readonly DeployCliRefusal[]
  /** By type; null where the load failed. Before validation, which fills in defaults. */
  readonly assets: JsonObject | null
  /** What it passed over, or could not do, and went on. */
  readonly warnings: readonly string[]
  /** Requests that were refused because they are none to this tenant's Management API. */
  readonly misdirected: readonly string[]
  /** What it printed, the last lines of it. */
  readonly lines: readonly string[]
}

export type DeployCliFailure = {
  readonly type: string
  /** Which of its handlers' steps failed; empty where it had not got that far, or its schema said no. */
  readonly stage: string
  readonly message: string
}

export type DeployCliRefusal = DeployCliFailure & {
  /** From the type inwards, in what was loaded; empty where only the message tells. */
  readonly path: readonly string[]
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
  | { readonly kind: 'warned'; readonly text: string }
  | {
      readonly kind: 'ended'
      readonly failure: DeployCliFailure | null
      readonly refusals: readonly DeployCliRefusal[]
    }

type Asked = Extract<FromChild, { kind: 'request' }>

/** Who is behind the run. */
export type DeployCliHost = {
  answer(call: Call): Promise<Reply>
  /** Told what was loaded, before the first request. */
  onLoaded(assets: JsonObject): void
}

/** The process of the last run, for the next one: to load the Deploy CLI takes longer than to run it. */
let kept: Child | null = null
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs the unmodified Deploy CLI, whose every request the host answers; one run at a time, because it
 * keeps its settings in its process. It may delete, unless the request says otherwise: what goes is for
 * the host to say.
 * @param onLine told each line it prints, as it prints it
 * @throws whatever the host throws; the run is over then
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

/** Starts the process of the next run: it loads the Deploy CLI while the caller builds. */
export function loadDeployCli(): void {
  if (!kept?.channel.isOpen) kept = release(startChild())
}

async function runAlone(
  request: DeployCliRequest,
  host: DeployCliHost,
  onLine: (line: string) => void,
): Promise<DeployCliRun> {
  const isKept = request.pace !== 'as it comes'
  const child = isKept && kept?.channel.isOpen ? kept : startChild()
  kept = null
  hold(child)
  const { lines, stop } = readLines(child, onLine)
  const late = endLate(request)
  let isOver = false
  try {
    const run = Promise.race([listenTo(child, request, host), late.ended])
    const { hasAsked, ...ended } = await run
    isOver = ended.failure === null || !hasAsked
    return { ...ended, lines }
  } finally {
    late.cancel()
    child.channel.stop()
    child.process.removeAllListeners()
    stop()
    // What failed half-way may still ask: the next run must not answer it.
    if (isKept && isOver) kept = release(child)
    else child.process.kill('SIGKILL')
  }
}

type Ended = Omit<DeployCliRun, 'lines'> & { readonly hasAsked: boolean }

function listenTo(
  { process: child, channel }: Child,
  request: DeployCliRequest,
  host: DeployCliHost,
): Promise<Ended> {
  let assets: JsonObject | null = null
  const warnings: string[] = []
  const warn = (text: string): void => {
    const said = ofTheTeam(text.slice(0, LONGEST_WARNING), request)
    if (warnings.length < MOST_WARNINGS) warnings.push(said)
  }
  const misdirected: string[] = []
  let hasAsked = false
  return new Promise((resolve, reject) => {
    const take = async (message: FromChild): Promise<void> => {
      if (message.kind === 'ended') {
        const { failure, refusals } = message
        const [told = null] = failure === null ? [] : toldTo(request, [failure])
        const refused = toldTo(request, refusals)
        resolve({ failure: told, refusals: refused, assets, warnings, misdirected, hasAsked })
      }
      // YAML is validated as it stands too, and once its files are in it; nothing is asked before that.
      if (message.kind === 'loaded' && !hasAsked) {
        assets = message.assets
        host.onLoaded(message.assets)
      }
      if (message.kind === 'warned') warn(message.text)
      if (message.kind !== 'request') return
      hasAsked = true
      const { status, body } = await answerOf(message, request.domain, host, misdirected)
      const text = body === undefined ? '' : JSON.stringify(body)
      channel.send({ kind: 'answer', id: message.id, status, text })
    }
    const failure = { type: '', stage: '', message: 'it ended by itself' }
    child.once('error', reject)
    child.once('close', () =>
      resolve({ failure, refusals: [], assets, warnings, misdirected, hasAsked }),
    )
    channel.listen((message) => void take(message as unknown as FromChild).catch(reject), reject)
    channel.send({
      kind: 'run',
      folder: request.input,
      config: toConfig(request),
      pace: request.pace,
      isOnlyValidated: request.isOnlyValidated === true,
    })
  })
}

/** It may compute for ever over a folder that is made for that, and ask nobody. */
function endLate({ longestMs = LONGEST_RUN_MS }: DeployCliRequest) {
  const message = `it had not come to its end after ${Math.round(longestMs / 60_000)} min`
  const failure = { type: '', stage: 'processChanges', message }
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<Ended>((resolve) => {
    const nothing = { refusals: [], assets: null, warnings: [], misdirected: [] }
    timer = setTimeout(() => resolve({ failure, ...nothing, hasAsked: true }), longestMs)
  })
  return { ended, cancel: () => clearTimeout(timer) }
}

const toldTo = <Said extends { readonly message: string }>(
  request: DeployCliRequest,
  said: readonly Said[],
): readonly Said[] => said.map((one) => ({ ...one, message: ofTheTeam(one.message, request) }))

/** Without the way to the copy that it reads. */
const ofTheTeam = (text: string, { within }: DeployCliRequest): string =>
  within === undefined ? text : text.replaceAll(`${within}/`, '')

/** Only the Management API of this very tenant is there to be asked; whatever else came along is not sent. */
async function answerOf(
  asked: Asked,
  domain: string,
  host: DeployCliHost,
  misdirected: string[],
): Promise<Reply> {
  const call = readCall(asked, domain)
  if (call !== null) return host.answer(call)
  const name = nameRequest(asked).slice(0, LONGEST_NAME)
  if (misdirected.length < MOST_NAMES) misdirected.push(name)
  return refusal(403, 'gateway_refused', `\`${name}\` is asked nothing`)
}

/** Enough to be found; whoever asks, or warns, without end fills no plan. */
const MOST_WARNINGS = 1000
const LONGEST_WARNING = 10_000
const MOST_NAMES = 20
const LONGEST_NAME = 200

const toConfig = (request: DeployCliRequest): Record<string, unknown> => ({
  AUTH0_DOMAIN: request.domain,
  AUTH0_CLIENT_ID: request.clientId,
  AUTH0_ACCESS_TOKEN: NO_TOKEN,
  AUTH0_ALLOW_DELETE: request.mayDelete ?? true,
  AUTH0_INCLUDED_ONLY: request.types,
  AUTH0_KEYWORD_REPLACE_MAPPINGS: request.keywords,
})
