import type { Tenant } from '../store.ts'
import { parseBody } from './body.ts'
import { inexistent } from './management-error.ts'
import { del, get, ok, param, put, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'

const FACTORS = [
  'sms',
  'push-notification',
  'otp',
  'email',
  'duo',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
] as const

const NOBODY = 'nobody enrols a factor, so there is none'

/**
 * Which factors a tenant offers. What each is set to stands in `stored-settings.ts`.
 * @fact An untouched tenant has these, all of them off. (tests of auth0-deploy-cli, settings of an untouched
 * tenant; recorded 2026-08-10)
 */
export const guardianFactorRoutes: readonly Route[] = [
  get(
    '/guardian/factors',
    'read:guardian_factors',
    ({ tenant }) =>
      ok(FACTORS.map((name) => ({ name, enabled: isOn(tenant, name), trial_expired: false }))),
    'stored: kept and shown; no login asks for one by it',
  ),
  put(
    '/guardian/factors/:name',
    'update:guardian_factors',
    (request) => {
      const name = param(request, 'name')
      if (!FACTORS.some((known) => known === name)) throw inexistent('factor')
      const sent = parseBody(sdkBody('PUT /guardian/factors/{}'), request.body)
      const { enabled } = sent as { enabled: boolean }
      request.tenant.state.settings.set(placeOf(name), { enabled })
      return ok({ enabled })
    },
    'stored: kept and shown; no login asks for one by it',
  ),
  get('/guardian/enrollments/:id', 'read:guardian_enrollments', nobodyEnrolled, NOBODY),
  del('/guardian/enrollments/:id', 'delete:guardian_enrollments', nobodyEnrolled, NOBODY),
]

const placeOf = (name: string): string => `/guardian/factors/${name}`

const isOn = ({ state }: Tenant, name: string): boolean =>
  state.settings.get(placeOf(name))?.enabled === true

function nobodyEnrolled(): never {
  throw inexistent('enrollment')
}
