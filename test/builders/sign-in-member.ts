import type { Scene } from '../local-tenant/oidc/start-scene.ts'
import { logIn, openApplication } from '../local-tenant/oidc/start-scene.ts'

/** Leaves a session of the tenant and a refresh token of the organization. */
export async function signInMember(
  scene: Scene,
  person: { email?: string },
  organization: string,
): Promise<void> {
  const portal = await openApplication(scene)
  const parameters = { organization, scope: 'openid offline_access' }
  await logIn(scene, portal, scene.newBrowser(), person, parameters)
}
