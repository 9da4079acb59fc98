import type { JsonObject, TenantState } from './store.ts'
import { SWITCH_NAMES, SWITCHES, type SwitchName } from './switches.ts'

/** How each switch stands. */
export type SwitchPositions = Record<SwitchName, boolean>

const SETTING = 'local-tenant/switches'

/** What was set; the catalogue's default where nothing, or no boolean, was. */
export function readSwitch({ state }: { readonly state: TenantState }, name: SwitchName): boolean {
  const set = state.settings.get(SETTING)?.[name]
  return typeof set === 'boolean' ? set : SWITCHES[name].default
}

export function readSwitches(state: TenantState): SwitchPositions {
  const positions = SWITCH_NAMES.map((name) => [name, readSwitch({ state }, name)])
  return Object.fromEntries(positions) as SwitchPositions
}

/** @param changes switches that are not named keep their position */
export function writeSwitches(state: TenantState, changes: Partial<SwitchPositions>): void {
  const known = SWITCH_NAMES.flatMap((name) => {
    const position = changes[name]
    return position === undefined ? [] : [[name, position] as const]
  })
  const before: JsonObject = state.settings.get(SETTING) ?? {}
  state.settings.set(SETTING, { ...before, ...Object.fromEntries(known) })
}
