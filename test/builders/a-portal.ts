import { generateKeyPair, SignJWT } from 'jose'
import type { Actor } from '../../scripts/administration/prove-actor.ts'
import { proveActor } from '../../scripts/administration/prove-actor.ts'
import { createPortal } from '../../scripts/portal/create-portal.ts'
import { newSession } from '../../scripts/portal/portal-context.ts'
import type { PortalOptions } from '../../scripts/portal/portal-options.ts'
import { type PortalSession, sealCookie } from '../../scripts/portal/portal-session.ts'
import type { Scene } from '../local-tenant/oidc/start-scene.ts'
import { type Administration, SEALING } from './an-administration.ts'

export const PORTAL = 'https://people.example.com'
const KEY = new Uint8Array(32).fill(7)
const { publicKey, privateKey } = await generateKeyPair('RS256')

/** The portal, asked without a server, on the tenant of a scene; tokens are of a key of its own. */
export async function aPortal(
  scene: Scene,
  { tools }: Administration,
  differences: Partial<PortalOptions> = {},
) {
  const lines: string[] = []
  const resets: object[] = []
  const demands = { issuer: 'https://tenant.example.com/', audience: 'people' }
  const app = await createPortal({
    administration: () => ({
      tools,
      sealing: SEALING,
      actorOf: (token) =>
        proveActor(token, {
          ...demands,
          operatorScope: 'operate:people',
          keys: async () => publicKey,
          nowMs: tools.nowMs(),
        }),
    }),
    tenant: { domain: scene.domain, certificate: scene.certificate },
    clientId: 'portal',
    audience: 'people',
    invitationClientId: 'portal',
    origin: PORTAL,
    key: KEY,
    proxies: 0,
    wayOut: null,
    nowMs: tools.nowMs,
    sendReset: async (reset) => resets.push(reset),
    log: (line) => lines.push(line),
    ...differences,
  })
  const endsMs = tools.nowMs() + 60_000
  const tokenFor = (claims: object, key = privateKey): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(demands.issuer)
      .setAudience(demands.audience)
      .setExpirationTime(Math.floor(endsMs / 1000))
      .sign(key)
  const cookieOf = async (session: PortalSession, key = KEY): Promise<string> =>
    `__Host-portal_session=${await sealCookie('session', session, { key, endsMs })}`
  const sessionOf = async (actor: Actor): Promise<PortalSession> => {
    const organization = actor.kind === 'administrator' ? { org_id: actor.organization } : {}
    const scope = actor.kind === 'operator' ? { permissions: ['operate:people'] } : {}
    const token = await tokenFor({ sub: actor.userId, ...organization, ...scope })
    return { ...newSession(token, endsMs), signedInAtMs: tools.nowMs() }
  }
  return {
    app,
    lines,
    resets,
    tokenFor,
    cookieOf,
    sessionOf,
    get: async (path: string, cookie: string) => app.request(path, { headers: { cookie } }),
    /** As a browser sends a form of our own page, unless told otherwise. */
    post: async (
      path: string,
      cookie: string,
      fields: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>> = {
        origin: PORTAL,
        'sec-fetch-site': 'same-origin',
      },
    ) =>
      app.request(path, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields).toString(),
      }),
  }
}
export type Portal = Awaited<ReturnType<typeof aPortal>>
