import { expect, test } from 'vitest'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import type { LoadedEnvironment } from '../../../scripts/project/load-project.ts'
import { readAddress } from '../../../scripts/project/tenant-address.ts'

const LOCAL = 'localhost:4443'
const REAL = 'acme.eu.auth0.com'
const placeOf = (environmentName: string, domain: string) =>
  ({ root: '/nowhere', environmentName, environment: { domain } }) as unknown as LoadedEnvironment

const UNCHECKED = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
test.each<[what: string, LoadedEnvironment, Record<string, string>, domain: string]>([
  ['what the file says', placeOf('staging', REAL), {}, REAL],
  ['the same, told again', placeOf('staging', REAL), { AUTH0_DOMAIN: REAL }, REAL],
  [
    'another port, for `local`',
    placeOf('local', LOCAL),
    { AUTH0_DOMAIN: '127.0.0.1:1' },
    '127.0.0.1:1',
  ],
  ['what the file says, with nothing told', placeOf('local-strict', LOCAL), {}, LOCAL],
  ['not another tenant', placeOf('staging', REAL), { AUTH0_DOMAIN: LOCAL }, 'domain_mismatch'],
  [
    'not a real one for `local`',
    placeOf('local', LOCAL),
    { AUTH0_DOMAIN: REAL },
    'domain_mismatch',
  ],
  [
    'not another port for any other environment, though it is on this machine',
    placeOf('staging', LOCAL),
    { AUTH0_DOMAIN: 'localhost:1' },
    'domain_mismatch',
  ],
  [
    'not what only says that it is on this machine',
    placeOf('local', LOCAL),
    { AUTH0_DOMAIN: 'localhost.example.com' },
    'domain_mismatch',
  ],
  ['nobody whom nothing vouches for', placeOf('staging', REAL), UNCHECKED, 'certificate_unchecked'],
  ['on this machine, whatever is checked', placeOf('local', LOCAL), UNCHECKED, LOCAL],
  ['what is checked', placeOf('staging', REAL), { NODE_TLS_REJECT_UNAUTHORIZED: '1' }, REAL],
])('asked is %s', async (_what, place, variables, wanted) => {
  const found = await readAddress(place, variables).then(
    ({ domain }) => domain,
    (error: unknown) => (error instanceof UserFault ? error.faults[0]?.code : error),
  )
  expect(found).toBe(wanted)
})
