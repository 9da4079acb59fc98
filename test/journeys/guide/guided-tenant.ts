import { type SignInRequest, signIn } from '../../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { type DoorAnswer, readOutcome } from '../../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { aDeployedPortal, type DeployedPortal } from '../../builders/a-deployed-portal.ts'
import { anOperator, type RunCommand } from '../../builders/an-operator.ts'
import { type Changes, type DeployedTenant, deployedTenant } from '../deployed-tenant.ts'

/** A deployed tenant, its portal, and Olivia, who administers Acme. */
export type GuidedTenant = DeployedTenant & {
  readonly portal: DeployedPortal
  /** Commands of an operator. */
  readonly run: RunCommand
  readonly olivia: Person
  readonly acme: string
  readonly globex: string
  newBrowser(): Browser
  /** A sign-in at Member Portal. */
  enter(browser: Browser, person: Person, request?: SignInRequest): Promise<DoorAnswer>
  /** The decision, or the reason that the refusal's reference holds, or the tenant's own error. */
  told(answer: DoorAnswer): string
  /** An access token of the API that proves who acts, for Acme. */
  actorToken(person: Person): Promise<string>
}

const ROLE = 'Organization Admin'

export async function guidedTenant(changes: Changes = {}): Promise<GuidedTenant> {
  const deployed = await deployedTenant(changes)
  const { scene, running } = deployed
  const [acme, globex] = ['acme', 'globex'].map((name) => idOf(scene.names, 'organizations', name))
  if (acme === undefined || globex === undefined)
    throw new Error('the sample has two organizations')
  const olivia = createPerson('Olivia', 'olivia@acme.example.com')
  const id = await createAdministrator(scene).enrol(olivia, ['acme'])
  const { data } = await scene.management.roles.list({ name_filter: ROLE })
  await scene.management.organizations.members.roles.assign(acme, id, {
    roles: [data[0]?.id ?? ''],
  })
  const portal = await aDeployedPortal(deployed)
  const browsers: Browser[] = []
  const newBrowser = (): Browser => {
    const browser = openBrowser(running.certificate)
    browsers.push(browser)
    return browser
  }
  const memberPortal = scene.applications['Member Portal']
  return {
    ...deployed,
    portal,
    run: await anOperator(deployed),
    olivia,
    acme,
    globex,
    newBrowser,
    enter: (browser, person, request = {}) =>
      signIn(memberPortal, browser, person, { organization: acme, ...request }),
    told: (answer) => {
      const { decision, reason } = readOutcome(answer, scene.keys, () => '')
      return answer.kind === 'refused' ? reason.replace(/:.*/s, '') : decision
    },
    actorToken: async (person) => {
      const application = { ...memberPortal, audience: 'https://people.example.com/' }
      const answer = await signIn(application, newBrowser(), person, { organization: acme })
      if (answer.kind !== 'admitted') throw new Error(answer.description)
      return answer.accessToken ?? ''
    },
    stop: async () => {
      for (const browser of browsers) browser.close()
      await portal.stop()
      await deployed.stop()
    },
  }
}
