import type { Tenant } from '../store.ts'
import { inexistent } from './management-error.ts'
import { del, get, ok, type Route } from './route.ts'
import { storedSetting } from './stored/stored-setting.ts'

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

const NO_LOGIN = 'stored: kept and shown; no login asks for one by it'
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
    NO_LOGIN,
  ),
  ...storedSetting({
    path: '/guardian/factors/:name',
    scopes: { read: 'read:guardian_factors', write: 'update:guardian_factors' },
    assertPlace: ({ params: { name } }) => {
      if (!FACTORS.some((known) => known === name)) throw inexistent('factor')
    },
    simplified: NO_LOGIN,
  }),
  get('/guardian/enrollments/:id', 'read:guardian_enrollments', nobodyEnrolled, NOBODY),
  del('/guardian/enrollments/:id', 'delete:guardian_enrollments', nobodyEnrolled, NOBODY),
]

const isOn = ({ state }: Tenant, name: string): boolean =>
  state.settings.get(`/guardian/factors/${name}`)?.enabled === true

function nobodyEnrolled(): never {
  throw inexistent('enrollment')
}
