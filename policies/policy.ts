import type { PublicCode } from './about.ts'
import type { PolicyId } from './catalogue.ts'
import type { LockContent } from './lock.ts'
import type { Mode, Rollout, Scope } from './mode.ts'
import { REASONS, type Reason } from './reasons.ts'

/** What a policy thinks of the facts. It never acts; the decision and its modes say what comes of it. */
export type Verdict =
  | {
      readonly kind: 'pass'
      /** The whole lock to keep from now on, should the login be let through. */
      readonly record?: LockContent
      /** When the evidence behind it ends (epoch ms): sessions and tokens must not live longer. */
      readonly expiresAtMs?: number
    }
  | Refusal

export type Refusal = {
  /** `reauth`: signing in again at the identity source can cure it. */
  readonly kind: 'deny' | 'reauth'
  readonly reason: Reason
  /**
   * The facts behind it have never been confirmed at this door: it is reported, but never enforced,
   * until the environment's capabilities say otherwise.
   */
  readonly unconfirmed?: true
}

export const PASS: Verdict = { kind: 'pass' }
export const deny = (reason: Reason): Refusal => ({ kind: 'deny', reason })

export const publicCodeOf = (reason: Reason): PublicCode => REASONS[reason][1]

export type Policy<Facts, Settings> = {
  readonly id: PolicyId
  /** The question the policy answers, in one sentence. */
  readonly question: string
  evaluate(facts: Facts, settings: Settings): Verdict
  /**
   * Only for a policy that speaks for others: whose modes govern it, by the refusal it gave.
   * Absent: its own rollout does.
   */
  modeFrom?(refusal: Refusal): 'every-policy' | readonly PolicyId[]
  /** A human decision: no exemption, no request and no break-glass sets it aside. */
  readonly isHumanDecision?: true
  /** It judges whoever acts for the person: that the person is a break-glass identity says nothing of them. */
  readonly isAboutOthers?: true
}

/** What `decide` must know of the facts of any moment. */
export type CommonFacts = {
  readonly nowMs: number
  readonly scope: Scope
  readonly breakGlassUntilMs: number
  /** Of the application and the organization; null: what was asked for cannot be read. */
  readonly requestedModes: readonly (RequestedModes | null)[]
}

/** What an application or an organization asks for itself. */
export type RequestedModes = Readonly<Partial<Record<PolicyId, Mode>>>

/** For moments at which nobody can be a break-glass identity and nobody can ask for modes. */
export const NO_REQUESTS = { breakGlassUntilMs: Number.NEGATIVE_INFINITY, requestedModes: [] }

/** What `decide` must know of the settings of any moment. */
export type CommonSettings = {
  readonly rollout: Readonly<Partial<Record<PolicyId, Rollout>>>
  readonly exemptions: readonly Exemption[]
  /** Applications and organizations may ask for weaker modes too, not only for stricter ones. */
  readonly requestsMayLoosen: boolean
  /** How far away an exemption's end may lie (ms); one that ends later is void until then. */
  readonly longestAllowanceMs: number
  /** No policy reaches further than this, whatever rollouts and requests say. */
  readonly ceiling?: Exclude<Mode, 'off'>
}

/** Sets one policy aside for the logins it names: the policy is still evaluated and reported. */
export type Exemption = {
  readonly policy: PolicyId
  readonly application?: string
  readonly organization?: string
  readonly identitySource?: string
  /** Epoch ms; from this moment on the exemption is void, whenever it was deployed. */
  readonly untilMs: number
}
