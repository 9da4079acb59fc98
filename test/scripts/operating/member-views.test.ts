import { ManagementClient } from 'auth0'
import { expect } from 'vitest'
import { MEMBER_VIEWS } from '../../../scripts/operating/member-views.ts'
import { anAdministration } from '../../builders/an-administration.ts'
import { mintToken, trustingFetch } from '../../local-tenant/management/management-access.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME } from '../../local-tenant/oidc/start-scene.ts'

/** All are like Ann: what is asked about each of them is the same. */
function addMembers(total: number): void {
  const { memberships, users } = scene.tenant.state
  const { ann } = desk.people
  const there = memberships.filter(({ organization_id }) => organization_id === ACME).length
  for (let number = there; number < total; number += 1) {
    const user_id = `auth0|${String(number).padStart(24, '0')}`
    users.set(user_id, { ...ann, user_id })
    memberships.push({ organization_id: ACME, user_id, roles: [] })
  }
}

/** How many requests had been made at each page that was printed. */
async function requestsByPage(pages: number): Promise<readonly number[]> {
  let requests = 0
  const send = trustingFetch(scene)
  const management = new ManagementClient({
    domain: scene.domain,
    token: await mintToken(scene),
    fetch: (...given: Parameters<typeof fetch>) => {
      requests += 1
      return send(...given)
    },
    maxRetries: 0,
  })
  const tools = { ...desk.tools, management }
  const counts: number[] = []
  const print = (): void => {
    counts.push(requests)
    if (counts.length === pages) throw new Error('enough')
  }
  const operating = { tools, actor: desk.olivia, surroundings: { print } } as never
  await MEMBER_VIEWS.list.show(operating, { person: '' }).catch((error: Error) => {
    if (error.message !== 'enough') throw error
  })
  return counts
}

let desk: Awaited<ReturnType<typeof anAdministration>>

/** The role and the profile of who asks, the page, the connections, and each of its 25 people. */
const REQUESTS_OF_A_PAGE = 1 + 1 + 1 + 1 + 25

test('pages are shown as they come, and cost the same in an organization of any size', async () => {
  desk = await anAdministration(scene)
  addMembers(60)
  const few = await requestsByPage(3)
  expect(few).toEqual([REQUESTS_OF_A_PAGE, 2 * REQUESTS_OF_A_PAGE, 2 * REQUESTS_OF_A_PAGE + 4 + 10])
  addMembers(10_000)
  expect(await requestsByPage(2)).toEqual(few.slice(0, 2))
})
