import {
  type Certificate,
  callbackOf,
  connectUpstream,
  type RunningTenant,
  type RunningUpstream,
  startUpstream,
  type UpstreamPerson,
} from 'auth0-local-tenant'
import { createPerson, type Person } from '../auth0/login-client/person.ts'

/** Identity providers for the connections that `tenant/` declares, with made-up people. */
export type DemoUpstreams = {
  /** Stands for `acme-oidc`: the company's own provider. */
  readonly acme: RunningUpstream
  /** Stands for `google-oauth2`. */
  readonly google: RunningUpstream
  readonly people: Readonly<Record<'erin' | 'ivan' | 'mona' | 'gus', Person>>
  stop(): Promise<void>
}

/** @param certificate the tenant's, so that a browser has to trust one only */
export async function startDemoUpstreams(
  { tenant, clock }: RunningTenant,
  certificate: Certificate,
): Promise<DemoUpstreams> {
  const erin = createPerson('Erin', 'erin@acme.example.com')
  const ivan = createPerson('Ivan', 'ivan@acme.example.com')
  const mona = createPerson('Mona', 'mona@acme.example.com')
  const gus = createPerson('Gus', 'gus@mailbox.example.org')
  const [acme, google] = await Promise.all([
    startUpstream({
      name: 'Acme',
      people: [erin, ivan, mona].map((person) => toUpstream(person, {})),
      clock,
      certificate,
    }),
    startUpstream({
      name: 'the local stand-in for Google',
      people: [toUpstream(gus, { email_verified: true })],
      clock,
      certificate,
    }),
  ])
  connectUpstream(tenant, 'acme-oidc', acme.register(callbackOf(tenant)))
  connectUpstream(tenant, 'google-oauth2', google.register(callbackOf(tenant)))
  return {
    acme,
    google,
    people: { erin, ivan, mona, gus },
    stop: async () => {
      await Promise.all([acme.stop(), google.stop()])
    },
  }
}

const toUpstream = (
  { name, email, password }: Person,
  rest: Partial<UpstreamPerson>,
): UpstreamPerson => ({ sub: name.toLowerCase(), name, email, password, ...rest })

/** One line for each connection they stand for, one for each person. */
export function renderUpstreams({ acme, google }: DemoUpstreams): string[] {
  const render = (connection: string, { issuer, people }: RunningUpstream): string[] => [
    `a connection \`${connection}\` leads to ${issuer}people, with`,
    ...people.list().map(({ email, password }) => `  ${email}  ${password}`),
  ]
  return [...render('acme-oidc', acme), ...render('google-oauth2', google)]
}
