import { GUARD_HAZARDS } from './guard-hazards.ts'
import type { Hazard } from './hazard.ts'
import { LINK_HAZARDS } from './link-hazards.ts'
import { SECRET_HAZARDS } from './secret-hazards.ts'

/** Each was seen in a real run of auth0-deploy-cli 8.44.0, and is seen again by `npm run sweep`. */
export const HAZARDS: readonly Hazard[] = [...GUARD_HAZARDS, ...SECRET_HAZARDS, ...LINK_HAZARDS]
