/**
 * How far a policy's verdict reaches.
 * - `off`: nowhere.
 * - `monitor`: into the log; nothing a person or an application can notice, nothing written.
 * - `capture`: as `monitor`, and records are kept on admitted logins, so that enforcing later does
 *   not freeze whatever drifted meanwhile.
 * - `enforce`: to the door.
 */
export const MODES = ['off', 'monitor', 'capture', 'enforce'] as const
export type Mode = (typeof MODES)[number]

/**
 * Which login a rollout or an exemption is asked about. All values are ids, never names; an empty
 * one is unknown, and may be any of those that are named.
 */
export type Scope = {
  readonly application: string
  readonly organization: OrganizationContext
  readonly identitySource: string
}

/**
 * `unknown` is not `none`: a refreshed login may well belong to an organization without the platform
 * saying so. Whatever is unknown is treated as the strictest organization would be.
 */
export type OrganizationContext =
  | { readonly kind: 'named'; readonly id: string }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'unknown'
      /** Something was remembered that cannot be believed: no excuse, where nothing might be one. */
      readonly isForged?: true
    }

/** The modes of one policy: the default, and what it is for whoever is named by id. */
export type Rollout = {
  readonly mode: Mode
  readonly applications?: ModesById
  readonly organizations?: ModesById
  readonly identitySources?: ModesById
}
type ModesById = Readonly<Record<string, Mode>>

/** Every mode that the rollout has for anyone. */
export const modesOf = ({ mode, ...byId }: Rollout): readonly Mode[] => [
  mode,
  ...Object.values(byId).flatMap((modes) => Object.values(modes)),
]

/** Off for everyone: such a policy is not deployed at all, so nobody can ask for it either. */
export const isOffEverywhere = (rollout: Rollout): boolean =>
  modesOf(rollout).every((mode) => mode === 'off')

export const OFF: Rollout = { mode: 'off' }

const STRENGTH: Readonly<Record<Mode, number>> = { off: 0, monitor: 1, capture: 2, enforce: 3 }

/** The stricter of two modes; without a second one, the first. */
export const stricter = (one: Mode, other: Mode | undefined): Mode =>
  other !== undefined && other !== one && STRENGTH[other] > STRENGTH[one] ? other : one

export const weaker = (one: Mode, other: Mode): Mode =>
  STRENGTH[other] < STRENGTH[one] ? other : one

/** The strictest mode among the default and everything the login is, or may be, named by. */
export function modeFor(
  { mode, applications, organizations, identitySources }: Rollout,
  { application, organization, identitySource }: Scope,
): Mode {
  const named = stricter(
    modeIn(applications, application, mode),
    modeIn(identitySources, identitySource, mode),
  )
  switch (organization.kind) {
    case 'named':
      return stricter(named, modeIn(organizations, organization.id, mode))
    case 'unknown':
      return stricter(named, strictestOf(organizations, mode))
    case 'none':
      return named
    default:
      return organization satisfies never
  }
}

// An own property only: ids come from outside, and `constructor` is a string too.
function modeIn(modes: ModesById | undefined, id: string, otherwise: Mode): Mode {
  if (id === '') return strictestOf(modes, otherwise)
  return modes !== undefined && Object.hasOwn(modes, id)
    ? stricter(otherwise, modes[id] ?? 'enforce')
    : otherwise
}

const strictestOf = (modes: ModesById | undefined, otherwise: Mode): Mode =>
  Object.values(modes ?? {}).reduce(stricter, otherwise)
