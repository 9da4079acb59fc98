import type { Event } from '@auth0/actions/post-login/v3'
import type { LoadedEnvironment } from '../project/load-project.ts'
import { DEVELOPMENT_SIGNING_KEY, isLocalEnvironment } from '../project/local-environments.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** What the guard's Action would have for secrets, as far as it is given. */
export function givenSecrets(place: LoadedEnvironment, variables: Variables): Event['secrets'] {
  const given = Object.entries(variables).flatMap(([name, value]) =>
    name.startsWith('OG_') && value !== undefined ? [[name, value]] : [],
  )
  const own = isLocalEnvironment(place) ? { OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY } : {}
  return { ...own, ...Object.fromEntries(given) }
}
