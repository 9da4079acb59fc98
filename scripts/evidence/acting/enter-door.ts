import { openApplication, signIn } from '../../auth0/login-client/application.ts'
import { askToken } from '../../auth0/login-client/ask-token.ts'
import { openBrowser } from '../../auth0/login-client/browser.ts'
import type { DoorAnswer } from '../../auth0/login-client/outcome.ts'
import type { Person } from '../../auth0/login-client/person.ts'
import { IMAGINED_DOORS } from '../../explain/imagined-doors.ts'
import { isObject, listOf, recordOf, textOf } from '../../ground/json-value.ts'
import type { Asked } from '../guard/load-guard.ts'
import { CONNECTION } from '../space/login/to-login-event.ts'
import type { AskedTrigger } from '../space/questions-at.ts'
import { CALLBACK, type Stage, subjectOf } from './open-stage.ts'

type Door = (stage: Stage, event: Readonly<Record<string, unknown>>) => Promise<DoorAnswer>

/** What cannot be acted out of a witness, for a person; else the door that it comes to. */
export function doorOf(trigger: AskedTrigger, { event, world }: Asked): Door | string {
  const shown = recordOf(event)
  switch (trigger) {
    case 'credentials-exchange':
      return askAsMachine
    case 'post-login':
      return loginDoorOf(shown, world)
    case 'pre-user-registration':
      return 'who is invited is not set up'
    case 'password-reset-post-challenge':
      return 'a password reset is not walked'
  }
}

function loginDoorOf(shown: Readonly<Record<string, unknown>>, { isMember }: Asked['world']) {
  const { protocol, prompt, subject_token_type } = recordOf(shown.transaction)
  if (isMember === false && isObject(shown.organization)) {
    return 'Auth0 itself refuses whoever is no member'
  }
  if (isOfDatabase(shown) && textOf(recordOf(shown.user).email) === '')
    return 'nobody signs in there without an address'
  if (listOf(prompt).length > 0) return 'there is no session before the login'
  if (subject_token_type !== undefined) return 'no token is exchanged'
  if (protocol === 'oidc-basic-profile') return signInWithCode
  if (protocol === IMAGINED_DOORS.password) {
    return isOfDatabase(shown) ? askWithPassword : 'its identity provider takes no password there'
  }
  return `the door \`${textOf(protocol)}\` is not walked`
}

const addressed = ({ running }: Stage) => running

const organizationOf = (event: Readonly<Record<string, unknown>>): object =>
  isObject(event.organization) ? { organization: textOf(event.organization.id) } : {}

const clientOf = (event: Readonly<Record<string, unknown>>): string =>
  textOf(recordOf(event.client).client_id)

/** At an identity provider, by what that calls them. */
function typedBy({ person }: Stage, event: Readonly<Record<string, unknown>>): Person {
  const { email, user_id } = recordOf(event.user)
  const typed = isOfDatabase(event) ? textOf(email) : subjectOf(textOf(user_id))
  return { ...person, email: typed }
}

const isOfDatabase = ({ connection }: Readonly<Record<string, unknown>>): boolean =>
  recordOf(connection).strategy === 'auth0'

const signInWithCode: Door = async (stage, event) => {
  const address = addressed(stage)
  const aheadMs = address.clock.offsetMs()
  const application = await openApplication(
    address,
    clientOf(event),
    CALLBACK,
    stage.clientSecret,
    aheadMs,
  )
  const browser = openBrowser(`${address.certificate}${stage.upstream.certificate}`)
  try {
    return await signIn({ ...application, audience: null }, browser, typedBy(stage, event), {
      ...organizationOf(event),
      connection: CONNECTION,
    })
  } finally {
    browser.close()
  }
}

const askWithPassword: Door = (stage, event) => {
  const { email, password } = typedBy(stage, event)
  return askToken(addressed(stage), {
    grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
    client_id: clientOf(event),
    client_secret: stage.clientSecret,
    realm: CONNECTION,
    username: email,
    password,
    scope: 'openid',
    ...organizationOf(event),
  })
}

const askAsMachine: Door = (stage, event) =>
  askToken(addressed(stage), {
    grant_type: 'client_credentials',
    client_id: clientOf(event),
    client_secret: stage.clientSecret,
    audience: textOf(recordOf(event.resource_server).identifier),
    ...organizationOf(event),
  })
