import { mintToken } from '../local-tenant/management/management-access.ts'
import { ACME, addPerson, type Scene, startScene } from '../local-tenant/oidc/start-scene.ts'

/** A tenant with an organization of so many people, and a token for its Management API. */
export type MembersReport = {
  readonly domain: string
  readonly certificate: string
  readonly token: string
  /** User ids, in the order of the list. */
  readonly people: readonly string[]
}

let scene: Scene | null = null
process.on('message', (people: number) => {
  void enrol(people).then((report) => process.send?.(report))
})
process.once('disconnect', () => {
  void scene?.stop().then(() => process.exit())
})

/** All are like the first: what is asked about each of them is the same. */
async function enrol(people: number): Promise<MembersReport> {
  scene ??= await startScene()
  const { tenant, domain, certificate } = scene
  const { users, memberships } = tenant.state
  users.clear()
  memberships.length = 0
  const first = await addPerson(scene, 'person@acme.example.com', [ACME])
  memberships.length = 0
  users.clear()
  for (let number = 0; number < people; number += 1) {
    const user_id = `auth0|${String(number).padStart(24, '0')}`
    users.set(user_id, { ...first, user_id, email: `person-${number}@acme.example.com` })
    memberships.push({ organization_id: ACME, user_id, roles: [] })
  }
  const token = await mintToken(scene)
  return { domain, certificate, token, people: [...users.keys()] }
}
