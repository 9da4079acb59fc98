import {
  type Bundle,
  bundleAction,
  HANDLERS,
  type Trigger,
} from '../../scripts/bundle/bundle-action.ts'
import { bakeRulebook } from '../../scripts/project/bake-rulebook.ts'
import { loadProject } from '../../scripts/project/load-project.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/local-environments.ts'
import { percentile, type Times } from './call-times.ts'
import { loadCode } from './load-code.ts'
import { loginEvent, quietApi } from './login-event.ts'

export type HandlerFigures = {
  /** ms; a login that is let through, its lock verified. */
  readonly admitted: { readonly p50: number; readonly p99: number }
  /** ms; a login that is refused with a sealed reference. */
  readonly refused: { readonly p50: number; readonly p99: number }
  /** ms, of texts never seen before: from the text to the handler, and that handler's first call. */
  readonly coldLoad: { readonly p50: number; readonly p99: number }
  readonly firstCall: { readonly p50: number; readonly p99: number }
  readonly bundles: readonly { readonly trigger: Trigger; readonly bytes: number }[]
}

type Handler = (event: object, api: object) => Promise<void>

const CALLS = 20_000
const LOADS = 200

/** The whole handler as it is deployed, with the default rulebook, which asks the network nothing. */
export async function benchHandler(root: string, nowMs: number): Promise<HandlerFigures> {
  const project = await loadProject(root, LOCAL_ENVIRONMENT)
  const { rulebook } = bakeRulebook(project, nowMs)
  const triggers = Object.keys(HANDLERS) as Trigger[]
  const bundles = await Promise.all(
    triggers.map((trigger) => bundleAction(root, trigger, rulebook)),
  )
  const login = bundles.find(({ trigger }) => trigger === 'post-login') as Bundle
  const events = {
    admitted: loginEvent(project, nowMs),
    refused: loginEvent(project, nowMs, 'somebody-else@acme.example.com'),
  }
  return {
    admitted: summary(await timeHandler(login.code, events.admitted, 0)),
    refused: summary(await timeHandler(login.code, events.refused, 1)),
    ...(await timeColdLoads(login.code, events.admitted)),
    bundles: bundles.map(({ trigger, code }) => ({ trigger, bytes: Buffer.byteLength(code) })),
  }
}

const summary = (times: Times): { p50: number; p99: number } => ({
  p50: percentile(times, 0.5),
  p99: percentile(times, 0.99),
})

const handlerOf = (code: string): Handler => {
  const handler = loadCode(code)[HANDLERS['post-login']]
  return handler as unknown as Handler
}

/** @throws Error when the login ends otherwise than it should: then something else was measured */
async function timeHandler(code: string, event: object, denials: 0 | 1): Promise<Times> {
  const handle = handlerOf(code)
  let denied = 0
  const api = quietApi(() => {
    denied += 1
  })
  const times: number[] = []
  for (let call = -CALLS / 4; call < CALLS; call += 1) {
    const startedMs = performance.now()
    await handle(event, api)
    const tookMs = performance.now() - startedMs
    if (call >= 0) times.push(tookMs)
  }
  if (denied !== denials * (CALLS + CALLS / 4)) throw new Error(`denied ${denied} times`)
  return sorted(times)
}

async function timeColdLoads(
  code: string,
  event: object,
): Promise<Pick<HandlerFigures, 'coldLoad' | 'firstCall'>> {
  const api = quietApi(() => {})
  const loads: number[] = []
  const calls: number[] = []
  for (let load = 0; load < LOADS; load += 1) {
    // V8 remembers what it compiled by its text.
    const fresh = `${code}\n// ${load}`
    const startedMs = performance.now()
    const handle = handlerOf(fresh)
    const loadedMs = performance.now()
    await handle(event, api)
    loads.push(loadedMs - startedMs)
    calls.push(performance.now() - loadedMs)
  }
  return { coldLoad: summary(sorted(loads)), firstCall: summary(sorted(calls)) }
}

const sorted = (times: number[]): Times => times.sort((one, other) => one - other)
