import type { ResourceType } from '../../gateway/resource-types.ts'
import { isObject, type JsonObject, textOf } from '../../ground/json-value.ts'

/** What the Deploy CLI says of a thing once, when it makes it. */
export type FixedMembers = {
  /** Path of the list that it finds the existing one in. */
  readonly path: string
  /** Members by which it finds it: the first that git speaks of. */
  readonly by: readonly string[]
  /** Dotted, as git calls them. */
  readonly members: readonly string[]
  /** Those of some of the type alone. */
  readonly also?: (wanted: JsonObject) => readonly string[]
  /** The existing one in words of git. */
  readonly inWords?: (existing: JsonObject, actionName: (id: string) => string) => JsonObject
}

const CONNECTIONS = { path: '/connections', by: ['name'], members: ['strategy'] }

/** All else of an application that is registered by its metadata document is in that document. */
const SENT_OF_REGISTERED = [
  'app_type',
  'allowed_origins',
  'client_metadata',
  'default_organization',
  'description',
  'grant_types',
  'jwt_configuration',
  'oidc_conformant',
  'organization_discovery_methods',
  'refresh_token',
  'require_proof_of_possession',
  'skip_non_verifiable_callback_uri_confirmation_prompt',
  'token_quota',
  'web_origins',
]

/**
 * Members that it leaves out, without a word, of what is already there: git and the tenant may differ in them,
 * and no write says so. A test holds this to what the installed one strips.
 * @fact The Deploy CLI does not send these members of something that exists. (auth0-deploy-cli 8.44.0,
 * lib/tools/auth0/handlers, `stripUpdateFields` and what each handler takes out itself; read 2026-12-03)
 */
export const FIXED_MEMBERS: Readonly<Partial<Record<ResourceType, FixedMembers>>> = {
  clients: {
    path: '/clients',
    by: ['client_id', 'external_client_id', 'name'],
    members: [
      'external_metadata_created_by',
      'external_metadata_type',
      'jwks_uri',
      'jwt_configuration.secret_encoded',
      'resource_server_identifier',
      'third_party_security_mode',
      'token_vault_privileged_access',
    ],
    also: (wanted) =>
      textOf(wanted.external_client_id) === ''
        ? []
        : Object.keys(wanted).filter((member) => !SENT_OF_REGISTERED.includes(member)),
  },
  connections: CONNECTIONS,
  customDomains: {
    path: '/custom-domains',
    by: ['domain'],
    members: ['type', 'verification_method'],
  },
  databases: CONNECTIONS,
  eventStreams: {
    path: '/event-streams',
    by: ['name'],
    members: ['destination.type'],
    also: ({ destination }) =>
      isObject(destination) && ['action', 'eventbridge'].includes(textOf(destination.type))
        ? ['destination.configuration']
        : [],
    inWords: (stream, actionName) => {
      const destination = isObject(stream.destination) ? stream.destination : {}
      const { type, configuration } = destination
      if (type !== 'action' || !isObject(configuration)) return stream
      const action_id = actionName(textOf(configuration.action_id))
      return {
        ...stream,
        destination: { ...destination, configuration: { ...configuration, action_id } },
      }
    },
  },
  hooks: { path: '/hooks', by: ['name'], members: ['triggerId'] },
  logStreams: {
    path: '/log-streams',
    by: ['name'],
    members: ['type'],
    also: ({ type }) => (['eventbridge', 'eventgrid'].includes(textOf(type)) ? ['sink'] : []),
  },
  phoneTemplates: {
    path: '/branding/phone/templates',
    by: ['type'],
    members: ['channel', 'content.syntax', 'customizable'],
  },
  rateLimitPolicies: {
    path: '/rate-limit-policies',
    by: ['consumer_selector'],
    members: ['consumer', 'resource'],
  },
  resourceServers: { path: '/resource-servers', by: ['identifier'], members: ['client_id'] },
  rules: { path: '/rules', by: ['name'], members: ['stage'] },
  tokenExchangeProfiles: {
    path: '/token-exchange-profiles',
    by: ['subject_token_type'],
    members: ['action', 'action_id', 'type'],
    inWords: (profile, actionName) => ({
      ...profile,
      action: actionName(textOf(profile.action_id)),
    }),
  },
}
