import { type Decision, decide } from '../decide.ts'
import type { Policy } from '../policy.ts'
import type { MachineTokenFacts } from './facts.ts'
import { machineTokenGate } from './machine-token-gate.ts'
import type { MachineTokenSettings } from './settings.ts'

export const MACHINE_TOKEN_POLICIES: readonly Policy<MachineTokenFacts, MachineTokenSettings>[] = [
  machineTokenGate,
]

/** May this machine have a token? Pure; never throws. */
export const decideMachineToken = (
  facts: MachineTokenFacts,
  settings: MachineTokenSettings,
): Decision => decide(MACHINE_TOKEN_POLICIES, facts, settings)
