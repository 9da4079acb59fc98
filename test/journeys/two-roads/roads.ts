import { vi } from 'vitest'
import { onExecuteCredentialsExchange } from '../../../actions/credentials-exchange/action.ts'
import { onExecutePostChallenge } from '../../../actions/password-reset-post-challenge/action.ts'
import { onExecutePostLogin } from '../../../actions/post-login/action.ts'
import { onExecutePreUserRegistration } from '../../../actions/pre-user-registration/action.ts'
import { deriveKeys, type Keyring } from '../../../actions/records/keyring.ts'
import { lockOwner } from '../../../actions/records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../../../actions/records/lock-record.ts'
import { openReference } from '../../../actions/records/reference.ts'
import { actionRulebook } from '../../../scripts/bundle/action-rulebook.ts'
import { bundleAction, HANDLERS, type Trigger } from '../../../scripts/bundle/bundle-action.ts'
import type { Clock } from '../../../scripts/local-tenant/clock.ts'
import { createActionRuntime } from '../../../scripts/local-tenant/runtime/create-action-runtime.ts'
import type {
  TriggerEvent,
  TriggerOutcome,
} from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { holdTime } from '../../builders/hold-time.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aCache } from '../../builders/recording-api.ts'
import { aTenant, bind } from '../../local-tenant/runtime/a-tenant.ts'
import type { World } from './world.ts'

/** How a moment ended, in the same terms on either road. */
export type Ending = {
  readonly refusal: unknown
  readonly log: string
  /** What was written, locks opened. */
  readonly appMetadata: unknown
  readonly session: unknown
  readonly refreshToken: unknown
}

/** The runtime's clock runs on: whatever was made within a minute of noon was made at noon. */
const moment = (ms: number): number | 'noon' =>
  ms >= NOON_MS && ms < NOON_MS + 60_000 ? 'noon' : ms

/** Noon for every execution, whenever it is asked. */
const noonClock: Clock = {
  now: () => NOON_MS,
  advance: () => {},
  offsetMs: () => NOON_MS - Date.now(),
  restore: () => {},
  onAdvance: () => () => {},
}

const LOGGED_CHARACTERS = 256
/** Triggers that answer somebody; a stream's Action acts through the Management API alone. */
export type AnsweringTrigger = Exclude<Trigger, 'event-stream'>

const handlers: Readonly<Record<AnsweringTrigger, (event: never, api: never) => Promise<void>>> = {
  'post-login': onExecutePostLogin,
  'pre-user-registration': onExecutePreUserRegistration,
  'credentials-exchange': onExecuteCredentialsExchange,
  'password-reset-post-challenge': onExecutePostChallenge,
}

/** The sources, in this process. */
export async function roadOne(
  trigger: AnsweringTrigger,
  world: World,
  event: TriggerEvent,
): Promise<Ending> {
  vi.stubGlobal('BAKED_RULEBOOK', actionRulebook(trigger, world.rulebook))
  const time = holdTime(NOON_MS)
  const log: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void log.push(`${line}\n`))
  const { api, outcome } = anApi(event)
  try {
    await handlers[trigger](
      { ...event, secrets: world.secrets, configuration: {} } as never,
      api as never,
    )
  } finally {
    spy.mockRestore()
    time.release()
  }
  return endingOf(world, event, outcome, log.join(''))
}

type Outcome = Pick<TriggerOutcome, 'refusal' | 'appMetadata' | 'session' | 'refreshToken'>

/** Auth0's api as the documents have it, for what our Actions call: it adds up as the platform does. */
function anApi(event: TriggerEvent): { readonly api: object; readonly outcome: Outcome } {
  const outcome: Outcome = { refusal: null, appMetadata: {} }
  const { user, transaction, refresh_token: token } = event as Record<string, Any>
  const by = { actionName: 'guard' }
  const revoke = (what: 'session' | 'refresh-token', reason: string): void => {
    if (outcome.refusal?.kind !== 'revoked') {
      outcome.refusal = { ...by, kind: 'revoked', reason, what }
    }
  }
  const changesOf = (what: 'session' | 'refreshToken') => {
    const changes = outcome[what] ?? {}
    outcome[what] = changes
    return changes
  }
  const api = {
    access: {
      deny(...texts: string[]) {
        const reason = texts.at(-1) ?? ''
        outcome.refusal ??= { ...by, kind: 'denied', reason, ...toldBeside(texts) }
      },
    },
    cache: aCache(),
    user: {
      setAppMetadata(key: string, value: never) {
        const isObject = typeof user?.app_metadata === 'object' && !Array.isArray(user.app_metadata)
        if (!isObject || user.app_metadata === null) throw new Error('no object')
        outcome.appMetadata[key] = value
      },
    },
    session: {
      revoke: (reason: string) => revoke('session', reason),
      setExpiresAt(ms: number) {
        changesOf('session').expiresAtMs = ms
      },
    },
    refreshToken: {
      revoke(reason: string) {
        if (transaction?.protocol === 'oauth2-refresh-token') revoke('refresh-token', reason)
      },
      setExpiresAt(ms: number) {
        changesOf('refreshToken').expiresAtMs = ms
      },
      setMetadata(key: string, value: string | null) {
        if (value === null && !Object.hasOwn(Object(token?.metadata), key)) return
        if (value !== null && (value.length > 255 || value.includes('\0'))) {
          throw new Error('too long')
        }
        const changes = changesOf('refreshToken')
        changes.metadata = { ...changes.metadata, [key]: value }
      },
    },
  }
  return { api, outcome }
}
// biome-ignore lint/suspicious/noExplicitAny: events are of any shape here, that is the point
type Any = any

/** A sign-up tells the person a text of its own, a machine an OAuth error code. */
const toldBeside = (texts: readonly string[]): object => {
  const [first = ''] = texts
  if (texts.length < 2) return {}
  return first.startsWith('OG_') ? { userMessage: first } : { code: first }
}

/** The bytes that are uploaded, in the process in which the local tenant runs Actions. */
export async function roadTwo(trigger: AnsweringTrigger, world: World) {
  const { code } = await bundleAction(ROOT, trigger, world.rulebook)
  const tenant = { ...aTenant(), clock: noonClock }
  bind(tenant, { code, trigger, secrets: world.secrets })
  const runtime = createActionRuntime(tenant, { holdsTimers: true })
  return {
    async run(event: TriggerEvent): Promise<Ending> {
      const outcome = await runtime.runTrigger(trigger, HANDLERS[trigger], event)
      const found = tenant.state.executions.find(
        ({ execution_id }) => execution_id === outcome.executionId,
      )
      return endingOf(world, event, outcome, found?.logs ?? '')
    },
    stop: () => runtime.stop(),
  }
}

function endingOf(
  { keys, secrets }: World,
  event: TriggerEvent,
  { refusal, appMetadata, session, refreshToken }: Outcome,
  log: string,
): Ending {
  const signing = deriveKeys(secrets.OG_SIGNING_KEY ?? '')
  const keyring: Keyring = { signing, verifying: [signing, ...keys] }
  const { user, tenant } = event as Record<string, Any>
  const owner = lockOwner(tenant?.id, user)
  const written = Object.entries(appMetadata).map(([key, value]) => [
    key,
    key === LOCK_KEY ? readLock(value, keyring, owner) : value,
  ])
  return {
    refusal: refusal && { ...refusal, ...textsOf(refusal, signing) },
    log: log.slice(0, LOGGED_CHARACTERS),
    appMetadata: atNoon(written),
    session: atNoon(session ?? {}),
    refreshToken: atNoon(refreshToken ?? {}),
  }
}

/** A refusal's texts with their references opened: the salt makes each of them another text. */
function textsOf(refusal: object, key: ReturnType<typeof deriveKeys>): object {
  const open = (text: string): unknown => {
    const parts = /^(OG_[A-Z]+: .* \(reference )(none|[0-9a-z]{26})\)$/s.exec(text)
    return parts === null ? text : [parts[1], atNoon(openReference(parts[2] ?? '', [key]))]
  }
  return Object.fromEntries(
    Object.entries(refusal)
      .filter(([name]) => name === 'reason' || name === 'userMessage')
      .map(([name, text]) => [name, open(String(text))]),
  )
}

/** Every moment in it, of whatever depth, that was made at noon; seconds in texts too. */
const atNoon = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, inner: unknown) => {
    if (typeof inner === 'number') return moment(inner)
    const isSeconds = typeof inner === 'string' && /^\d{10}$/.test(inner)
    return isSeconds ? moment(Number(inner) * 1000) : inner
  })
