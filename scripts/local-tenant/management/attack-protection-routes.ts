import { deepMerged, jsonObject, parseBody } from './body.ts'
import { ok, type Route } from './route.ts'
import { ATTACK_PROTECTIONS, readSetting, writeSetting } from './settings.ts'

const simplified = 'kept and answered; nothing is protected by it'

export const attackProtectionRoutes: readonly Route[] = ATTACK_PROTECTIONS.flatMap(
  (name): Route[] => [
    {
      method: 'GET',
      path: `/attack-protection/${name}`,
      scopes: ['read:attack_protection'],
      simplified,
      answer: ({ tenant }) => ok(readSetting(tenant, `attack-protection/${name}`)),
    },
    {
      method: 'PATCH',
      path: `/attack-protection/${name}`,
      scopes: ['update:attack_protection'],
      simplified,
      answer: ({ tenant, body }) => {
        const changes = parseBody(jsonObject, body)
        const before = readSetting(tenant, `attack-protection/${name}`)
        // Recorded: a PATCH of one `stage` leaves the others as they were.
        return ok(writeSetting(tenant, `attack-protection/${name}`, deepMerged(before, changes)))
      },
    },
  ],
)
