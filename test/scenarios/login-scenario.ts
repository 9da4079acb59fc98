import type { PostLoginAPI } from '@auth0/actions/post-login/v3'
import { expect, vi } from 'vitest'
import { type LockOwner, lockOwner } from '../../actions/records/lock-owner.ts'
import { readLock } from '../../actions/records/lock-record.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { PolicyId } from '../../policies/catalogue.ts'
import { type LockContent, NOTHING_LOCKED } from '../../policies/lock.ts'
import { publicCodeOf } from '../../policies/policy.ts'
import type { Reason } from '../../policies/reasons.ts'
import { aPostLoginEvent } from '../builders/a-post-login-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { aStoredLock } from '../builders/a-stored-lock.ts'
import { everyPolicy } from '../builders/login-settings.ts'
import { NOON_MS } from '../builders/noon.ts'
import { nock } from '../builders/only-nock-answers.ts'
import { type RecordedCall, recordingApi } from '../builders/recording-api.ts'
import { type LoginRun, runLogin } from '../builders/run-login.ts'
import { aKeyring } from '../builders/test-keys.ts'
import type { Differences } from '../builders/with-differences.ts'

/** Which policy found what. */
export type Finding = `${PolicyId}:${Reason}`

/** One login, whole: what is given, and everything that must come of it. */
export type LoginScenario = {
  /** `#<number in the list of scenarios> <what happens>`. */
  readonly title: string
  /** How the event differs from Ann's ordinary login with her stored lock. */
  readonly event: Differences
  readonly rulebook?: BakedRulebook
  readonly nowMs?: number
  /** Sets up who answers; without it, nobody is asked. */
  readonly network?: () => void
  readonly outcome: Outcome
}

export type Outcome = {
  /** What the person is refused for; null: admitted. */
  readonly refusal: Finding | null
  /** Everything that all policies found, in precedence order; what refuses among it. */
  readonly findings: readonly Finding[]
  /** Among them what is never enforced, because nobody has confirmed its evidence. */
  readonly unconfirmed: readonly Finding[]
  readonly door: string
  /** As the log names it. */
  readonly organization: string
  /** The lock that is written, opened; null: none. */
  readonly written: LockContent | null
  /** Calls beside refusing and writing the lock; what the person is told stands as `TOLD`. */
  readonly effects: readonly RecordedCall[]
  /** Requests to the network. */
  readonly requests: number
  /** The guard had no key to seal a reference with. */
  readonly hasNoKey: boolean
  readonly breakGlass: boolean
}

export const TOLD = 'what the person is told'

const PLAIN: Outcome = {
  refusal: null,
  findings: [],
  unconfirmed: [],
  door: 'sign-in',
  organization: 'org_acmeAAAAAAAAAAAA',
  written: null,
  effects: [],
  requests: 0,
  hasNoKey: false,
  breakGlass: false,
}

export const admitted = (differences: Partial<Outcome> = {}): Outcome => ({
  ...PLAIN,
  ...differences,
})

/** Refused for the first finding. */
export const refused = (
  finding: Finding | readonly [Finding, ...Finding[]],
  differences: Partial<Outcome> = {},
): Outcome => {
  const findings = typeof finding === 'string' ? [finding] : finding
  return { ...PLAIN, refusal: findings[0] ?? null, findings, ...differences }
}

/** Ann's lock, and whatever else her profile holds. */
export const holding = (metadata: object = {}, user: object = {}): Differences => ({
  user: { app_metadata: { og_lock: aStoredLock(), ...metadata }, ...user },
})

type Played = { readonly run: LoginRun; readonly requests: number }

async function play(
  { event, nowMs, network }: LoginScenario,
  rulebook: BakedRulebook,
  recording: ReturnType<typeof recordingApi> = recordingApi(),
): Promise<Played> {
  const asked = vi.spyOn(globalThis, 'fetch')
  network?.()
  try {
    const run = await runLogin(aPostLoginEvent(event), rulebook, nowMs ?? NOON_MS, recording)
    return { run, requests: asked.mock.calls.length }
  } finally {
    asked.mockRestore()
    nock.cleanAll()
  }
}

/** As the rulebook says: the refusal, the log line, what was written, and every other call. */
export async function judgeEnforced(scenario: LoginScenario): Promise<void> {
  const { outcome, nowMs = NOON_MS } = scenario
  const { run, requests } = await play(scenario, scenario.rulebook ?? aRulebook())
  expect({ ...whatHappened(run, scenario.event), requests }).toEqual({
    refusal: refusalOf(outcome, nowMs),
    log: [lineOf(outcome)],
    written: outcome.written,
    effects: outcome.effects,
    requests: outcome.requests,
  })
}

/** Ways to let everything be seen and nothing be done. */
export const HARMLESS = {
  'where everything is monitored': { rollout: everyPolicy('monitor') },
  'where the guard is disarmed': { ceiling: 'monitor' },
} as const

/** #62: the same login, where nothing may be noticed, and the line says what enforcing would do. */
export async function judgeHarmless(
  scenario: LoginScenario,
  how: keyof typeof HARMLESS,
): Promise<void> {
  const { outcome } = scenario
  const { login, ...rulebook } = scenario.rulebook ?? aRulebook()
  const harmless = { ...login, ...HARMLESS[how] }
  const { run, requests } = await play(scenario, { ...rulebook, login: harmless })
  const wouldBe = { ...outcome, refusal: null, unconfirmed: outcome.findings }
  expect({ ...whatHappened(run, scenario.event), calls: run.calls, requests }).toEqual({
    refusal: null,
    log: [lineOf(wouldBe)],
    written: null,
    effects: [],
    calls: [],
    requests: outcome.requests,
  })
}

/** #68: the same login where the plan has promised methods that are not there. */
export async function judgeWithoutPlan(scenario: LoginScenario): Promise<void> {
  const { outcome, nowMs = NOON_MS } = scenario
  const { api, calls } = recordingApi()
  const poor = { ...api, session: undefined, refreshToken: undefined } as unknown as PostLoginAPI
  const recording = { api: poor, calls }
  const { run } = await play(scenario, scenario.rulebook ?? aRulebook(), recording)
  expect(whatHappened(run, scenario.event)).toEqual({
    refusal: refusalOf(outcome, nowMs),
    log: [lineOf(outcome), ...outcome.effects.map(() => 'og effect unavailable')],
    written: outcome.written,
    effects: [],
  })
}

function whatHappened({ calls, refusal, lock, log }: LoginRun, event: Differences): object {
  const told = calls.find(([method]) => method === 'access.deny')?.[1]
  const effects = calls
    .filter(([method]) => method !== 'access.deny' && method !== 'user.setAppMetadata')
    .map((call) => call.map((part) => (part === told ? TOLD : part)))
  return { refusal, log, written: openLock(lock, ownerIn(event)), effects }
}

const ownerIn = (differences: Differences): LockOwner => {
  const { tenant, user } = aPostLoginEvent(differences)
  return lockOwner(tenant.id, user)
}

/** Every lock that is written must be one that the next login believes. */
function openLock(stored: unknown, owner: LockOwner): LockContent | null {
  if (stored === null) return null
  expect(JSON.stringify(stored)).not.toMatch(/ann|@|auth0\|/i)
  const { kind, isOutdated, ...content } = {
    isOutdated: true,
    ...readLock(stored, aKeyring(), owner),
  }
  expect({ kind, isOutdated }).toEqual({ kind: 'held', isOutdated: false })
  return { ...NOTHING_LOCKED, ...content }
}

function refusalOf({ refusal, hasNoKey }: Outcome, atMs: number): object | null {
  if (refusal === null) return null
  const [policy, reason] = refusal.split(':') as [PolicyId, Reason]
  const code = publicCodeOf(reason)
  const message = aRulebook().messages[code].default
  return { code, message, reference: hasNoKey ? null : { reason, policy, atMs } }
}

function lineOf(outcome: Outcome): string {
  const { refusal, findings, unconfirmed, door, organization, breakGlass } = outcome
  const [policy, reason = ''] = (refusal ?? '').split(':')
  const kind = /^UPSTREAM|^ORG_UNKNOWN/.test(reason) ? 'reauth' : 'deny'
  const decision = refusal === null ? 'allow' : `${kind} ${reason} by ${policy}`
  const line = `og ${decision}${breakGlass ? ' BREAK_GLASS' : ''} door=${door} org=${organization} rulebook=0123abcd`
  const would = findings.filter((finding) => unconfirmed.includes(finding))
  return would.length === 0 ? line : `${line} would=${would.join(',')}`
}
