import type { NewFault } from '../../scripts/local-tenant/control/control.ts'
import type { RunningTenant } from '../../scripts/local-tenant/start-tenant.ts'
import type { DeployOptions } from '../../scripts/shipping/deploy.ts'
import type { Checkout } from '../builders/a-checkout.ts'
import type { InShell, PlainRun } from '../sweep/plain-deploy-cli.ts'

/** A deployed tenant and the folder that was deployed, whichever tool deploys from here. */
export type Ground = Pick<Checkout, 'edit' | 'write' | 'remove'> & {
  readonly running: RunningTenant
  /** A keyword of the environment, and its value. */
  setKeyword(name: string, value: string): Promise<void>
  /** A variable of the shell; empty for one that is not set, be it a secret. */
  setVariable(name: string, value: string): void
  deploy(): Promise<void>
}

type Settings = InShell['settings']
type Work = (ground: Ground) => unknown

/** What must hold afterwards: what is read from the ground, and what it has to equal. */
type Holding = readonly [read: (ground: Ground) => unknown, is: unknown]

/** One command of ours, and all that it must say and leave behind. */
export type Step = {
  /** A further change, before it. */
  readonly change?: Work
  /** What the tenant refuses meanwhile. */
  readonly refused?: readonly NewFault[]
  readonly holds?: Holding
  /** What must be after the step as it was before it. */
  readonly keeps?: (ground: Ground) => unknown
} & (
  | {
      /** `done`, or the codes of the faults it is refused with. */
      readonly deploy: 'done' | readonly string[]
      readonly allowed?: DeployOptions['allowDelete']
      /** All writes that left for the tenant in this step, as printed and in the log of requests. */
      readonly written?: readonly string[]
    }
  | {
      readonly plan: 'nothing to do' | 'differences'
      readonly says?: string | RegExp
      /** Nowhere in the output of the whole row. */
      readonly neverSays?: string
      /** Names of all that would change. */
      readonly changes?: readonly string[]
    }
)

/**
 * One thing that the plain Deploy CLI does and ours must not: seen in a real run of auth0-deploy-cli
 * 8.44.0, and seen again by `npm run sweep`; `hazards.proof.test.ts` shows ours refusing or avoiding it.
 */
export type Hazard = {
  readonly id: string
  /** Said of the plain Deploy CLI. */
  readonly sentence: string
  /** From a deployed tenant to the state before. */
  readonly before?: Work
  /** What is changed in git, in the tenant or in the shell. */
  readonly change?: Work
  readonly plain: {
    /** In place of the change above, where that is another one to each tool. */
    readonly change?: Work
    readonly refused?: readonly NewFault[]
    readonly settings?: Settings | ((ground: Ground) => Promise<Settings>)
    /** As from a shell, and not as programs call it. */
    readonly inShell?: Pick<InShell, 'args' | 'preloads'>
    /** Whether it did what the sentence says. */
    happened(ground: Ground, run: PlainRun): boolean
  }
  readonly ours: readonly [Step, ...Step[]]
}
