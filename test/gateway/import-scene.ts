import { tenantAccess } from '../../scripts/auth0/tenant-access.ts'
import { type Call, isSuccess, type Reply } from '../../scripts/gateway/call.ts'
import { identifierOf } from '../../scripts/gateway/overlay.ts'
import { type Rehearsal, rehearse } from '../../scripts/gateway/rehearse.ts'
import {
  type DeployCliHost,
  type Pace,
  runDeployCli,
} from '../../scripts/gateway/run-deploy-cli.ts'
import { fingerprintWith } from '../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../scripts/gateway/secret-stand-ins.ts'
import type { TenantPort } from '../../scripts/gateway/tenant-port.ts'
import { canonicalJson, isObject, type Json, textOf } from '../../scripts/ground/json-value.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { mintToken } from '../local-tenant/management/management-access.ts'

/** An empty local tenant, and the unmodified Deploy CLI in front of it: rehearsing, or importing. */
export type ImportScene = {
  readonly running: RunningTenant
  /** Nothing in it but the client that deploys. */
  empty(): void
  /** With what the Deploy CLI asked the gateway to write. */
  rehearse(folder: Folder): Promise<{ readonly rehearsal: Rehearsal; readonly asked: string[] }>
  /** Nothing between the two but a record of what the tenant was sent. */
  import(folder: Folder, pace: Pace): Promise<string[]>
}

export type Folder = {
  readonly path: string
  readonly types: readonly string[]
  /** Names of its keywords; the values are the stand-ins, for the tenant too. */
  readonly secrets: readonly string[]
}

type Exchange = { readonly call: Call; answer: Reply }

/** Filled by whoever mocks `runDeployCli` with `recordingHost`. */
export const exchanges: Exchange[] = []

export const recordingHost = (host: DeployCliHost): DeployCliHost => ({
  ...host,
  answer: async (call) => {
    // In the order of the questions: answers to those that are asked at once may come in any.
    const exchange: Exchange = { call, answer: NONE }
    if (call.method !== 'GET') exchanges.push(exchange)
    exchange.answer = await host.answer(call)
    return exchange.answer
  },
})

/** Until there is one. */
const NONE: Reply = { status: 0 }

const KEY = 'local-development-only-key-never-use-it-for-a-real-tenant'

export async function openImportScene(): Promise<ImportScene> {
  const running = await startTenant({ actionBuildMs: 1 })
  const { domain, certificate, machineClients } = running
  const { clientId, clientSecret } = machineClients.deploy
  const proof = { kind: 'secret', secret: clientSecret } as const
  const token = { text: await mintToken(running), scopes: null }
  const { port } = tenantAccess({ domain, certificate }, { clientId, proof }, token)
  const request = ({ path, types, secrets }: Folder, pace: Pace) => ({
    input: path,
    domain,
    clientId,
    types,
    keywords: standInsOf(secrets).keywords,
    pace,
  })
  return {
    running,
    empty: () => emptyTenant(running),
    rehearse: async (folder) => {
      exchanges.length = 0
      const rehearsal = await rehearse({
        port,
        request: request(folder, 'without waits'),
        keep: { keeps: {}, ownClientIds: new Set([clientId]) },
        standIns: standInsOf(folder.secrets),
        fingerprint: fingerprintWith(KEY),
        held: {},
        knowSecret: () => 'the same',
      })
      return { rehearsal, asked: linesOf(exchanges) }
    },
    import: async (folder, pace) => {
      exchanges.length = 0
      const host = { answer: patiently(port), onLoaded: () => {} }
      const { failure } = await runDeployCli(request(folder, pace), host)
      if (failure !== null) throw new Error(canonicalJson(failure))
      return linesOf(exchanges)
    },
  }
}

/** The guard's client would be removed by a plain import, and its grant with it. */
function emptyTenant({
  control,
  tenant: { state },
  machineClients: { guard },
}: RunningTenant): void {
  control.reset()
  state.clients.delete(guard.clientId)
  for (const [id, { client_id: client }] of state.clientGrants) {
    if (client === guard.clientId) state.clientGrants.delete(id)
  }
}

/** The same whenever they are made: a stand-in is then its own value. */
function standInsOf(names: readonly string[]) {
  const settings = { names, fingerprint: fingerprintWith(KEY), nonce: 'same' }
  const { keywords } = createStandIns({ ...settings, values: {} })
  return createStandIns({ ...settings, values: keywords })
}

/** An Action is built in a moment; the Deploy CLI would ask again in its own time. */
const patiently =
  (port: TenantPort): TenantPort =>
  async (call) => {
    for (;;) {
      const answer = await port(call)
      if (!canonicalJson(answer.body).includes("must be in the 'built' state")) return answer
    }
  }

/**
 * By type in the order of the types, and within one by resource: what is asked of several at once may
 * come in any order. Ids that the tenant gave, and those that the rehearsal made up, read as the name
 * of what was created under them.
 */
function linesOf(made: readonly Exchange[]): string[] {
  const names = new Map<string, string>()
  const lines = made.map(({ call: { method, path, body }, answer }) => {
    const steps = path.split('/').map((step) => names.get(step) ?? step)
    const line = `${method} ${steps.join('/')} ${canonicalJson(inAnyOrder(path, named(body ?? null, names)))}`
    const sent = isObject(body) ? body : {}
    const id = isObject(answer.body) ? textOf(answer.body[identifierOf(path)]) : ''
    const isNew = method === 'POST' && isSuccess(answer) && id !== '' && !names.has(id)
    const name = `<${textOf(sent.name) || textOf(sent.identifier) || `a thing in ${path}`}>`
    if (isNew) names.set(id, name)
    const about = steps.find((step) => step.startsWith('<')) ?? (isNew ? name : path)
    return { line, type: steps.slice(1, path.startsWith('/actions') ? 3 : 2).join('/'), about }
  })
  const phases: (typeof lines)[] = []
  for (const one of lines) {
    const last = phases.at(-1)
    if (last?.[0]?.type === one.type) last.push(one)
    else phases.push([one])
  }
  return phases.flatMap((phase) =>
    phase
      .toSorted((a, b) => (a.about < b.about ? -1 : a.about > b.about ? 1 : 0))
      .map(({ line }) => line),
  )
}

/** Clients of a connection come in the order in which they were made. */
const inAnyOrder = (path: string, body: Json): Json =>
  Array.isArray(body) && /^\/connections\/[^/]+\/clients$/.test(path)
    ? body.toSorted((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1))
    : body

function named(value: Json, names: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((one) => named(one, names))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one, names)]))
}
