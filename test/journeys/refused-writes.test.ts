import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { type Estate, openEstate } from '../../scripts/journey/matrix/estate.ts'
import { createOperator } from '../../scripts/journey/matrix/operator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { LATE_BY_MS } from '../../scripts/local-tenant/oidc/login/write-metadata.ts'
import type { TenantSnapshot } from '../../scripts/local-tenant/snapshot.ts'
import type { SwitchPositions } from '../../scripts/local-tenant/switch-positions.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * Before the cut-over, while addresses are adopted: what comes of people whose record the tenant did not
 * keep, or keeps too late.
 */
let deployed: DeployedTenant
let estate: Estate
let empty: TenantSnapshot
const browsers: Browser[] = []

beforeAll(async () => {
  deployed = await deployedTenant()
  estate = await openEstate(deployed.staged, deployed.running)
  empty = deployed.running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(empty))
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await estate?.stop()
  await deployed?.stop()
})

const ann = createPerson('Ann', 'ann@acme.example.com')
const moved = { ...ann, email: 'ann@mailbox.example.com' }

async function enter(person: Person): Promise<string> {
  const { scene, running } = deployed
  const browser = openBrowser(running.certificate)
  browsers.push(browser)
  const answer = await signIn(scene.applications['Member Portal'], browser, person, {
    organization: idOf(scene.names, 'organizations', 'acme'),
  })
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return reason === '' ? decision : reason
}

const CALM: Partial<SwitchPositions> = { refusedWriteFailsLogin: false, metadataIsLate: false }
/** What becomes of a login's write, and whether the tenant refuses it. */
const WRITES = {
  'is lost': { switches: {}, isRefused: true },
  'fails the login': { switches: { refusedWriteFailsLogin: true }, isRefused: true },
  'is late': { switches: { metadataIsLate: true }, isRefused: false },
} as const
type Write = keyof typeof WRITES

/** One login whose write meets that; what operators write before and after it is kept. */
async function disturbed(write: Write, person: Person): Promise<string> {
  const { control } = deployed.running
  const { switches, isRefused } = WRITES[write]
  const fault = { path: '/api/v2/users/*', method: 'PATCH', status: 429 }
  control.setSwitches(switches)
  if (isRefused) control.addFault(fault)
  const seen = await enter(person)
  control.clearFaults()
  control.setSwitches(CALM)
  return seen
}

/** Ann, a member of Acme, who has or was given something already. */
const PEOPLE = {
  'locked to her address': async () => {
    expect(await enter(ann)).toBe('admitted')
  },
  'granted her address': (userId: string) =>
    deployed.scene.management.users.update(userId, {
      app_metadata: estate.admin.grantFor(ann.email, 'acme'),
    }),
  'not recorded yet': async () => {},
} as const
const TOO_MANY =
  'access_denied: [local tenant] the write of metadata was refused: too many requests'

const STAYS_LOCKED = ['admitted', 'admitted', 'EMAIL_DRIFT', 'admitted', 'EMAIL_DRIFT']
const IS_LOCKED_LATER = ['admitted', 'admitted', 'LOCK_MISSING', 'admitted', 'EMAIL_DRIFT']
/** Nothing says whose address it is to be: the first one that is recorded counts. */
const IS_ADOPTED_LATER = ['admitted', 'admitted', 'admitted', 'admitted', 'EMAIL_DRIFT']
/** The write that comes last stays: her own address is the other one then. */
const IS_ADOPTED_WRONGLY = ['admitted', 'admitted', 'admitted', 'EMAIL_DRIFT', 'admitted']

/**
 * First and once more with her address, under another one, and then, when writes are kept again and what was
 * late is there, with her own and under the other.
 */
test.each<[keyof typeof PEOPLE, Write, readonly string[]]>([
  ['locked to her address', 'is lost', STAYS_LOCKED],
  ['locked to her address', 'fails the login', STAYS_LOCKED],
  ['locked to her address', 'is late', STAYS_LOCKED],
  ['granted her address', 'is lost', IS_LOCKED_LATER],
  ['granted her address', 'fails the login', IS_LOCKED_LATER.with(0, TOO_MANY).with(1, TOO_MANY)],
  ['granted her address', 'is late', IS_LOCKED_LATER],
  ['not recorded yet', 'is lost', IS_ADOPTED_LATER],
  [
    'not recorded yet',
    'fails the login',
    [TOO_MANY, TOO_MANY, TOO_MANY, 'admitted', 'EMAIL_DRIFT'],
  ],
  ['not recorded yet', 'is late', IS_ADOPTED_WRONGLY],
])('%s, and the write of a login %s', async (who, write, expected) => {
  const userId = await estate.admin.enrol(ann, ['acme'])
  await PEOPLE[who](userId)
  const seen = [await disturbed(write, ann), await disturbed(write, ann)]
  await estate.admin.changeAddress(userId, moved.email)
  seen.push(await disturbed(write, moved))
  await estate.admin.changeAddress(userId, ann.email)
  deployed.running.control.advance(LATE_BY_MS)
  seen.push(await enter(ann))
  await estate.admin.changeAddress(userId, moved.email)
  seen.push(await enter(moved))
  expect(seen).toEqual(expected)
})

/** To the new address twice, back to the old one, and, when writes are kept again, to the new one once more. */
test.each<[Write, readonly string[]]>([
  ['is lost', ['admitted', 'admitted', 'admitted', 'admitted', 'EMAIL_DRIFT']],
  ['fails the login', [TOO_MANY, TOO_MANY, 'admitted', 'admitted', 'EMAIL_DRIFT']],
  ['is late', ['admitted', 'admitted', 'admitted', 'admitted', 'EMAIL_DRIFT']],
])(
  'who is allowed to move, and the write of that login %s, moves once it is kept',
  async (write, expected) => {
    const userId = await estate.admin.enrol(ann, ['acme'])
    await enter(ann)
    await createOperator(estate).permit(userId, moved.email)
    await estate.admin.changeAddress(userId, moved.email)
    const seen = [await disturbed(write, moved), await disturbed(write, moved)]
    await estate.admin.changeAddress(userId, ann.email)
    seen.push(await disturbed(write, ann))
    await estate.admin.changeAddress(userId, moved.email)
    deployed.running.control.advance(LATE_BY_MS)
    seen.push(await enter(moved))
    await estate.admin.changeAddress(userId, ann.email)
    seen.push(await enter(ann))
    expect(seen).toEqual(expected)
  },
)
