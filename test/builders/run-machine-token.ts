import type { CredentialsExchangeAPI, Event } from '@auth0/actions/credentials-exchange/v2'
import { vi } from 'vitest'
import { onExecuteCredentialsExchange } from '../../actions/credentials-exchange/action.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { Mode } from '../../policies/mode.ts'
import { MACHINE } from './a-machine-token-event.ts'
import { aRulebook } from './a-rulebook.ts'
import { holdTime } from './hold-time.ts'
import { ACME } from './ids.ts'
import { aRollout } from './login-settings.ts'
import { NOON_MS } from './noon.ts'
import { type ReadRefusal, readRefusal } from './read-refusal.ts'

export type MachineTokenRun = {
  /** Auth0's code of the only refusal; null when there was none. */
  readonly code: string | null
  readonly refusal: ReadRefusal | null
  readonly log: readonly string[]
}

/** The machine is named for its organization, the gate is in one mode. */
export function machineRulebook(mode: Mode = 'enforce'): BakedRulebook {
  const rulebook = aRulebook()
  return {
    ...rulebook,
    machineToken: {
      ...rulebook.machineToken,
      rollout: { 'machine-token-gate': aRollout(mode) },
      machineTokenGate: { clients: { [ACME]: [MACHINE] } },
    },
  }
}

/** One client credentials grant through the handler, in this process, as Auth0 would call it. */
export async function runMachineToken(
  event: Event,
  rulebook: BakedRulebook = machineRulebook(),
): Promise<MachineTokenRun> {
  vi.stubGlobal('BAKED_RULEBOOK', rulebook)
  const time = holdTime(NOON_MS)
  const log: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  const denied: (readonly [code: string, reason: string])[] = []
  const api: CredentialsExchangeAPI = {
    access: {
      deny(code, reason) {
        denied.push([code, reason ?? ''])
        return api
      },
    },
  }
  try {
    await onExecuteCredentialsExchange(event, api)
  } finally {
    spy.mockRestore()
    time.release()
  }
  if (denied.length > 1) throw new Error(`denied ${denied.length} times`)
  const [denial] = denied
  if (denial === undefined) return { code: null, refusal: null, log }
  return { code: denial[0], refusal: readRefusal(denial[1]), log }
}
