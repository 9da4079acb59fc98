import { createHash } from 'node:crypto'
import { inexistent } from '../management-error.ts'
import { bareList, pagedList, takenList, wholeList } from '../paging.ts'
import { timestamp } from '../route.ts'
import type { StoredResource } from './stored-resource.ts'

const TIMES = ['created_at', 'updated_at'] as const

export const CUSTOM_DOMAINS: StoredResource = {
  path: '/custom-domains',
  noun: 'custom_domains',
  what: 'custom_domain',
  idPrefix: 'cd_',
  idField: 'custom_domain_id',
  paging: bareList,
  listKey: 'custom_domains',
  unique: 'domain',
  defaults: (_tenant, { domain }) => ({
    primary: false,
    status: 'pending_verification',
    tls_policy: 'recommended',
    domain_metadata: {},
    verification: {
      methods: [{ name: 'cname', record: `${domain}.edge.invalid`, domain: String(domain) }],
    },
  }),
  hidden: ['verification_method'],
  simplified: 'stored: kept and shown; the tenant answers on its own address only',
}

export const THEMES: StoredResource = {
  path: '/branding/themes',
  noun: 'branding',
  what: 'theme',
  idPrefix: '',
  idField: 'themeId',
  idParam: 'themeId',
  paging: bareList,
  listKey: 'themes',
  defaults: () => ({ displayName: 'Unnamed Theme' }),
  simplified: 'stored: checked against the types of the SDK, kept and shown; pages do not change',
}

/** Of these the SDK's types are all that is known. */
export const TYPED_RESOURCES: readonly StoredResource[] = [
  {
    path: '/flows',
    noun: 'flows',
    what: 'flow',
    idPrefix: 'af_',
    paging: pagedList,
    listKey: 'flows',
    defaults: () => ({ actions: [] }),
    listed: ['id', 'name', 'created_at', 'updated_at', 'executed_at'],
    times: TIMES,
    simplified: 'stored: checked against the types of the SDK, kept and shown; none is run',
  },
  {
    path: '/flows/:flow_id/executions',
    noun: 'flows_executions',
    what: 'flow_execution',
    idPrefix: 'exe_',
    paging: takenList,
    listKey: 'executions',
    simplified: 'stored: no flow is run, so there are none',
  },
  {
    path: '/flows/vault/connections',
    noun: 'flows_vault_connections',
    what: 'flow_vault_connection',
    idPrefix: 'ac_',
    paging: pagedList,
    listKey: 'connections',
    defaults: (_tenant, { setup }) => ({ ready: setup !== undefined, fingerprint: '' }),
    hidden: ['setup'],
    times: TIMES,
    simplified: 'stored: checked against the types of the SDK, kept and shown; nothing connects',
  },
  {
    path: '/connection-profiles',
    noun: 'connection_profiles',
    what: 'connection_profile',
    idPrefix: 'cop_',
    paging: takenList,
    listKey: 'connection_profiles',
  },
  {
    path: '/rate-limit-policies',
    noun: 'rate_limit_policies',
    what: 'rate_limit_policy',
    idPrefix: 'rlp_',
    paging: takenList,
    listKey: 'rate_limit_policies',
    times: TIMES,
    simplified:
      'stored: checked against the types of the SDK, kept and shown; nobody is limited by it',
  },
  {
    path: '/agents',
    noun: 'agents',
    what: 'agent',
    idPrefix: 'agt_',
    idField: 'agent_id',
    paging: takenList,
    listKey: 'agents',
    defaults: () => ({ metadata: {} }),
    times: TIMES,
  },
  {
    path: '/verifiable-credentials/verification/templates',
    noun: 'vdcs_templates',
    what: 'verifiable_credential_template',
    idPrefix: 'vct_',
    paging: takenList,
    listKey: 'templates',
    times: TIMES,
  },
  {
    path: '/device-credentials',
    noun: 'device_credentials',
    what: 'device_credential',
    idPrefix: 'dcr_',
    paging: pagedList,
    listKey: 'device_credentials',
    hidden: ['value'],
  },
  {
    path: '/connections/:connection_id/scim-configuration/tokens',
    noun: 'scim_token',
    what: 'scim_token',
    idPrefix: 'tok_',
    idField: 'token_id',
    paging: bareList,
    listKey: 'tokens',
    defaults: (tenant) => ({
      scopes: ['get:users', 'post:users', 'put:users', 'patch:users', 'delete:users'],
      created_at: timestamp(tenant),
    }),
    assertPlace: ({ tenant, params: { connection_id: id = '' } }) => {
      if (tenant.state.settings.has(`/connections/${id}/scim-configuration`)) return
      throw inexistent(tenant.state.connections.has(id) ? 'scim_configuration' : 'connection')
    },
    simplified: 'stored: kept and shown; no SCIM endpoint answers to a token',
  },
  {
    path: '/users/:user_id/authentication-methods',
    noun: 'authentication_methods',
    what: 'authentication_method',
    idPrefix: 'dev_',
    paging: pagedList,
    listKey: 'authenticators',
    defaults: (tenant) => ({ confirmed: true, created_at: timestamp(tenant) }),
    hidden: ['totp_secret'],
    hiddenWhenMade: ['confirmed'],
    assertPlace: ({ tenant, params: { user_id: id = '' } }) => {
      if (!tenant.state.users.has(id)) throw inexistent('user')
    },
    simplified: 'stored: kept and shown; no login asks for one',
  },
  {
    path: '/keys/network-acls',
    noun: 'network_acl_keys',
    what: 'network_acl_key',
    idPrefix: 'nak_',
    paging: wholeList,
    listKey: 'keys',
    defaults: (_tenant, { value }) => ({
      fingerprint: createHash('sha256').update(String(value)).digest('hex'),
    }),
    hidden: ['value'],
    unique: 'name',
    times: TIMES,
    simplified: 'stored: kept and shown without its value; nobody is let in by it',
  },
  CUSTOM_DOMAINS,
  THEMES,
]
