import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Capabilities } from '../../actions/rulebook/baked-rulebook.ts'
import { type Estate, openEstate } from '../../scripts/journey/matrix/estate.ts'
import type { MatrixDoor } from '../../scripts/journey/matrix/matrix-doors.ts'
import { MATRIX_ROWS } from '../../scripts/journey/matrix/matrix-rows.ts'
import { type WalkedCell, walkMatrix } from '../../scripts/journey/matrix/walk-matrix.ts'
import type { TenantSnapshot } from '../../scripts/local-tenant/snapshot.ts'
import type { SwitchPositions } from '../../scripts/local-tenant/switch-positions.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/** What a door answers that is not what docs/matrix.md says, by row and door. */
type Differences = Readonly<Record<string, string>>

const nameOf = ({ row, door }: WalkedCell): string => `${row} @ ${door}`
const seenIn = (cells: readonly WalkedCell[]): Differences =>
  Object.fromEntries(cells.map((cell) => [nameOf(cell), cell.seen]))
const expectedIn = (cells: readonly WalkedCell[], differences: Differences): Differences => ({
  ...Object.fromEntries(cells.map((cell) => [nameOf(cell), cell.expected])),
  ...differences,
})

type Capable = Partial<Capabilities>
const ALL: Capable = { refreshTokenMetadata: true, expirySetters: true, revocation: true }
const NO_MEMORY = { ...ALL, refreshTokenMetadata: false }

/** A token knows its organization by id, and nothing says whether that is active. */
const STATUS_UNKNOWN: Differences = { 'org-status @ refresh': 'admitted' }

/** A token without an organization may be one whose organization nobody names. */
const PERHAPS_UNNAMED: Differences = { 'org-required @ refresh': 'admitted' }

/** Nobody can say which organization a refreshed token is of: it is only watched. */
const UNKNOWN_ON_REFRESH: Differences = {
  ...STATUS_UNKNOWN,
  ...PERHAPS_UNNAMED,
  'membership @ refresh': 'admitted',
  'blocked elsewhere @ refresh': 'ORG_BLOCKED by org-blocked',
}

/** What remembers nothing cannot trust the last answer for a while. */
async function overridesFor({ refreshTokenMetadata }: Capable): Promise<object> {
  const file = await readFile(`${ROOT}/tenant/environments/local-strict.json`, 'utf8')
  const { policies, ...rest } = JSON.parse(file).overrides
  if (refreshTokenMetadata) return { ...rest, policies }
  return {
    ...rest,
    policies: { ...policies, membership: { ...policies.membership, onUnavailable: 'deny' } },
  }
}

type Variation = readonly [
  what: string,
  positions: Partial<SwitchPositions>,
  doors: readonly MatrixDoor[],
  differences: Differences,
]

const VARIATIONS: readonly (readonly [Capable, readonly Variation[]])[] = [
  [
    { ...ALL, organizationOnRefresh: true },
    [
      ['the organization is named on refresh', {}, ['refresh'], {}],
      [
        'it is absent, and the token remembers it',
        { organizationOnRefresh: false },
        ['refresh'],
        STATUS_UNKNOWN,
      ],
      [
        'Auth0 looks at the membership on refresh',
        { membershipCheckedOnRefresh: true },
        ['refresh'],
        { 'membership @ refresh': 'native: invalid_grant' },
      ],
      [
        'a refresh shows no methods, but when the session began',
        { authenticationMethodsOnRefresh: false },
        ['refresh'],
        {},
      ],
      [
        'Auth0 looks at the membership in a custom exchange',
        { exchangeChecksMembership: true },
        ['exchange'],
        { 'membership @ exchange': 'native: access_denied' },
      ],
      [
        'the plan has none of the methods of sessions and refresh tokens',
        { sessionMethods: false, refreshTokenMethods: false },
        ['session', 'silent', 'refresh'],
        {},
      ],
    ],
  ],
  [
    { ...ALL, organizationOnRefresh: false },
    [
      [
        'nobody confirmed that it is named, it is not, and the token remembers it',
        { organizationOnRefresh: false },
        ['refresh'],
        { ...STATUS_UNKNOWN, ...PERHAPS_UNNAMED },
      ],
    ],
  ],
  [
    { ...NO_MEMORY, organizationOnRefresh: false },
    [
      ['nobody confirmed that it is named, and it is', {}, ['refresh'], PERHAPS_UNNAMED],
      [
        'nobody confirmed that it is named, and it is not',
        { organizationOnRefresh: false },
        ['refresh'],
        UNKNOWN_ON_REFRESH,
      ],
    ],
  ],
]

describe.each(VARIATIONS)('with the capabilities %j', (capabilities, variations) => {
  let deployed: DeployedTenant | undefined
  let estate: Estate
  let empty: TenantSnapshot

  beforeAll(async () => {
    deployed = await deployedTenant({
      name: 'local-strict',
      environment: { capabilities, overrides: await overridesFor(capabilities) },
    })
    estate = await openEstate(deployed.staged, deployed.running)
    empty = deployed.running.control.snapshot()
  })
  afterAll(async () => {
    await estate?.stop()
    await deployed?.stop()
  })

  test.each(variations)('%s', async (_what, positions, doors, differences) => {
    deployed?.running.control.restore(empty)
    deployed?.running.control.setSwitches(positions)
    const cells = await walkMatrix(estate, { doors })
    expect(seenIn(cells)).toEqual(expectedIn(cells, differences))
  })
})

describe('every door answers as docs/matrix.md says', () => {
  let deployed: DeployedTenant | undefined
  let estate: Estate
  let walked = 0

  beforeAll(async () => {
    deployed = await deployedTenant({ name: 'local-strict' })
    estate = await openEstate(deployed.staged, deployed.running)
  })
  afterAll(async () => {
    await estate?.stop()
    await deployed?.stop()
  })

  test.each(MATRIX_ROWS.map(({ name }) => [name] as const))('%s', async (name) => {
    const cells = await walkMatrix(estate, { rows: [name] })
    walked += cells.length
    expect(seenIn(cells)).toEqual(expectedIn(cells, {}))
  })

  test('and no row or door is left out', () => {
    const answered = MATRIX_ROWS.flatMap(({ expected }) => expected)
      .filter(([answer]) => answer !== '-')
      .flatMap(([, doors]) => doors)
    expect(walked).toBe(answered.length)
  })
})
