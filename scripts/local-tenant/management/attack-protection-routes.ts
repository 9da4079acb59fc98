import { deepMerged, jsonObject, parseBody } from './body.ts'
import { get, ok, patch, type Route } from './route.ts'
import { ATTACK_PROTECTIONS, readSetting, writeSetting } from './settings.ts'

const differenceOf = (name: string): string =>
  name === 'brute-force-protection'
    ? 'wrong passwords are counted and blocked by it; no e-mail is sent'
    : 'kept and answered; nothing is protected by it'

export const attackProtectionRoutes: readonly Route[] = ATTACK_PROTECTIONS.flatMap(
  (name): Route[] => [
    get(
      `/attack-protection/${name}`,
      'read:attack_protection',
      ({ tenant }) => ok(readSetting(tenant, `attack-protection/${name}`)),
      differenceOf(name),
    ),
    patch(
      `/attack-protection/${name}`,
      'update:attack_protection',
      ({ tenant, body }) => {
        const changes = parseBody(jsonObject, body)
        const before = readSetting(tenant, `attack-protection/${name}`)
        // Recorded: a PATCH of one `stage` leaves the others as they were.
        return ok(writeSetting(tenant, `attack-protection/${name}`, deepMerged(before, changes)))
      },
      differenceOf(name),
    ),
  ],
)
