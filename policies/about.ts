/** What the application and the person may see; deliberately coarser than the reason. */
export type PublicCode = 'OG_ACCESS' | 'OG_REAUTH' | 'OG_ADMIN' | 'OG_RETRY'

export type Moment = 'login' | 'signup' | 'password-reset' | 'machine-token' | 'profile-change'

/**
 * What there is to say about a policy beside what it decides. Every list of policies, reasons and
 * settings is made from these, so a policy is told in one place. No Action carries it: the build keeps
 * the numbers alone.
 */
export type AboutPolicy = {
  readonly id: string
  /** What a reference carries: permanent, never reused. */
  readonly number: number
  readonly moment: Moment
  /**
   * The reasons that are this policy's own; another may give one of them where it finds the same fact.
   * A reason names a fact and is permanent: it is in logs, alerts and references. A new meaning is a
   * new reason.
   */
  readonly reasons: Readonly<Record<string, AboutReason>>
  /** Its settings by their names, as they are for whoever says nothing: the default, or the strictest. */
  readonly settings: object
  /** Large and seldom used: where it is off, the build leaves it out of the Action. */
  readonly isLeftOutWhenOff?: true
  /** Back ends and operations ask it, and no Action does: no bundle knows of it. */
  readonly isForBackEnds?: true
}

type AboutReason = readonly [
  /** What a reference carries: permanent, never reused. */
  number: number,
  publicCode: PublicCode,
  /** For operators. */
  sentence: string,
  /** What they do about it; absent where its public code says all there is to do. */
  remedy?: string,
]

/** Settings under a type of their own, where the values alone would say too little. */
export const settings = <Settings extends object>(values: Settings): Settings => values
