import { GUARD_HAZARDS } from './guard-hazards.ts'
import type { Hazard } from './hazard.ts'
import { LINK_HAZARDS } from './link-hazards.ts'
import { SECRET_HAZARDS } from './secret-hazards.ts'

export const HAZARDS: readonly Hazard[] = [...GUARD_HAZARDS, ...SECRET_HAZARDS, ...LINK_HAZARDS]
