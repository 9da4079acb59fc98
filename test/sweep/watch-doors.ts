import { deriveKeys } from '../../actions/records/keyring.ts'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf, openScene, type Scene } from '../../scripts/journey/scene.ts'
import type { RunningTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../scripts/project/local-environments.ts'

/** People who try the doors again and again while a deploy goes on. */
export type Watch = {
  stop(): Promise<WatchResult>
}

export type WatchResult = {
  /** Sign-ins that were tried. */
  readonly tried: number
  /** Of people whom a guard has to refuse, before and after the deploy alike. */
  readonly unguarded: number
  /** Of a member whom nobody may refuse. */
  readonly shutOut: number
}

export type Doors = {
  watch(): Watch
}

/** Refused by the guard of this project: she names no organization. */
const CLEO = createPerson('Cleo', 'cleo@example.com')
/** Refused by the Action beside it, which git renames. */
const MALLORY = createPerson('Mallory', 'mallory@example.net')
/** Refused by nobody. */
const ANN = createPerson('Ann', 'ann@acme.example.com')

/** Denies Mallory. It has no rulebook and no keys, as Actions of other teams have not. */
export const denyAction = (title: string): string => `// ${title}
exports.onExecutePostLogin = async (event, api) => {
  if ((event.user.email ?? '').startsWith('mallory')) api.access.deny('not on the list')
}
`

/** @param tenant with everything deployed, so that there are doors */
export async function openDoors(tenant: RunningTenant): Promise<Doors> {
  const keys = [deriveKeys(DEVELOPMENT_SIGNING_KEY)]
  const scene = await openScene(tenant, tenant.machineClients.deploy, keys, {
    readLogLines: () => [],
    readMail: () => '',
  })
  const administrator = createAdministrator(scene)
  for (const person of [CLEO, MALLORY, ANN]) await administrator.enrol(person, ['acme'])
  return { watch: () => startWatch(scene) }
}

function startWatch(scene: Scene): Watch {
  const result = { tried: 0, unguarded: 0, shutOut: 0 }
  let isOver = false
  const acme = idOf(scene.names, 'organizations', 'acme')
  const trying = (async () => {
    while (!isOver) {
      if (await isAdmitted(scene, CLEO, null)) result.unguarded += 1
      if (await isAdmitted(scene, MALLORY, acme)) result.unguarded += 1
      if (!(await isAdmitted(scene, ANN, acme))) result.shutOut += 1
      result.tried += 3
    }
  })()
  return {
    stop: async () => {
      isOver = true
      await trying
      return result
    },
  }
}

async function isAdmitted(
  { address, applications, keys }: Scene,
  person: Person,
  organization: string | null,
): Promise<boolean> {
  const browser = openBrowser(address.certificate)
  try {
    const request = organization === null ? {} : { organization }
    const answer = await signIn(applications['Member Portal'], browser, person, request)
    const { decision } = readOutcome(answer, keys, () => '')
    return decision === 'admitted'
  } finally {
    browser.close()
  }
}
