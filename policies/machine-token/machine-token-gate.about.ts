import { type AboutPolicy, settings } from '../about.ts'

export type MachineTokenGateSettings = {
  /** Which machine clients may act for an organization, by its id; unlisted: none may. */
  readonly clients: Readonly<Record<string, readonly string[]>>
}

export const MACHINE_TOKEN_GATE = {
  id: 'machine-token-gate',
  number: 15,
  moment: 'machine-token',
  reasons: {
    M2M_NOT_ALLOWED: [32, 'OG_ACCESS', 'the machine client may not act for this organization'],
  },
  settings: settings<{ readonly machineTokenGate: MachineTokenGateSettings }>({
    machineTokenGate: { clients: {} },
  }),
} as const satisfies AboutPolicy
