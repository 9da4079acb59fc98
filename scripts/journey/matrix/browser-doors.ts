import { randomUUID } from 'node:crypto'
import * as oidc from 'openid-client'
import { fillIn, SAMPLE_API, signIn } from '../../auth0/login-client/application.ts'
import { askToken } from '../../auth0/login-client/ask-token.ts'
import type { Page } from '../../auth0/login-client/browser.ts'
import type { DoorAnswer } from '../../auth0/login-client/outcome.ts'
import type { Person } from '../../auth0/login-client/person.ts'
import { tenantFetch } from '../../auth0/tenant-fetch.ts'
import type { MatrixDoor } from './matrix-doors.ts'
import type { Stage } from './stage.ts'
import type { Visit } from './visit.ts'
import { enrolFederated, enrolMember, named } from './visitor.ts'

/** Doors that a person enters with a browser. */
export const BROWSER_DOORS = {
  code: async (stage) => ({
    visitor: await enrolMember(stage),
    enter: ({ person }) =>
      signIn(stage.kiosk, stage.newBrowser(), person, named(stage.organization)),
  }),

  par: async (stage) => ({
    visitor: await enrolMember(stage),
    enter: ({ person }) =>
      signIn(
        stage.kiosk,
        stage.newBrowser(),
        person,
        named(stage.organization),
        oidc.buildAuthorizationUrlWithPAR,
      ),
  }),

  implicit: async (stage) => ({
    visitor: await enrolMember(stage),
    enter: ({ person }) => signInImplicitly(stage, person),
  }),

  session: async (stage) => {
    const member = await enrolMember(stage)
    return {
      visitor: member,
      enter: ({ person }) => signIn(stage.kiosk, member.browser, person, named(stage.organization)),
    }
  },

  silent: async (stage) => {
    const member = await enrolMember(stage)
    const request = { ...named(stage.organization), prompt: 'none' as const }
    return {
      visitor: member,
      enter: ({ person }) => signIn(stage.kiosk, member.browser, person, request),
    }
  },

  federated: async (stage) => {
    const request = { ...named(stage.organization), connection: 'acme-oidc' }
    const visitor = await enrolFederated(stage)
    // The identity provider knows its people by what they were called first.
    return {
      visitor,
      enter: () => signIn(stage.kiosk, stage.newBrowser(), visitor.person, request),
    }
  },

  'federated-silent': async (stage) => {
    const member = await enrolFederated(stage)
    const request = { ...named(stage.organization), prompt: 'none' as const }
    return {
      visitor: member,
      enter: ({ person }) => signIn(stage.kiosk, member.browser, person, request),
    }
  },

  device: async (stage) => ({
    visitor: await enrolMember(stage),
    enter: ({ person }) => connectDevice(stage, person),
  }),
} satisfies Partial<Record<MatrixDoor, (stage: Stage) => Promise<Visit>>>

/** The answer comes as a form that the browser would send to the application by itself. */
async function signInImplicitly(stage: Stage, person: Person): Promise<DoorAnswer> {
  const { kiosk, estate, kioskId, organization } = stage
  const address = new URL('/authorize', `https://${estate.scene.address.domain}`)
  address.search = new URLSearchParams({
    client_id: kioskId,
    redirect_uri: kiosk.redirectUri,
    response_type: 'id_token token',
    response_mode: 'form_post',
    scope: 'openid email',
    audience: SAMPLE_API,
    nonce: randomUUID(),
    state: randomUUID(),
    ...named(organization),
  }).toString()
  const browser = stage.newBrowser()
  const page = await fillIn(browser, await browser.visit(address), person)
  const sent = page.forms.find(({ action }) => action === kiosk.redirectUri)?.fields ?? {}
  if (sent.access_token === undefined) return refusalOf(page, sent)
  return { kind: 'admitted', organization: null, refreshToken: null }
}

const refusalOf = (page: Page, sent: Readonly<Record<string, string>>): DoorAnswer => ({
  kind: 'refused',
  error: sent.error ?? `page ${page.status}`,
  description: sent.error_description ?? page.body,
})

/** A device shows a code; the person confirms it in a browser and signs in there. */
async function connectDevice(stage: Stage, person: Person): Promise<DoorAnswer> {
  const { kioskId, estate } = stage
  const { address } = estate.scene
  const response = await tenantFetch(address)(`https://${address.domain}/oauth/device/code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: kioskId, scope: 'openid email', audience: SAMPLE_API }),
  })
  const codes = (await response.json()) as {
    device_code: string
    verification_uri_complete: string
  }
  const browser = stage.newBrowser()
  const sent = await browser.visit(codes.verification_uri_complete)
  const asked = await browser.submit(sent, {})
  const page = await fillIn(browser, await browser.submit(asked, {}), person)
  const answer = await askToken(address, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: kioskId,
    device_code: codes.device_code,
  })
  // The device is only told that nobody let it in; the page says why.
  return answer.kind === 'admitted' ? answer : { ...answer, description: page.body }
}
