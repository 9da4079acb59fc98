import type { JsonObject } from '../../store.ts'
import { bareList, pagedList, takenList, wholeList } from '../paging.ts'
import type { Route } from '../route.ts'
import { type StoredResource, storedResource } from './stored-resource.ts'
import { TYPED_RESOURCES } from './typed-resources.ts'

const TIMES = ['created_at', 'updated_at'] as const
const isFlow = ({ type }: JsonObject): boolean => type === 'FLOW'

/**
 * @fact A template or provider of telephone messages, a log stream, a network rule, a form and a profile are
 * answered in these forms, with these defaults. (recordings of auth0-deploy-cli's own tests; recorded 2026-08-10)
 */
const RECORDED: readonly StoredResource[] = [
  {
    path: '/branding/phone/providers',
    noun: 'phone_providers',
    what: 'phone_provider',
    idPrefix: 'pro_',
    paging: wholeList,
    listKey: 'providers',
    defaults: ({ tenantId }) => ({ tenant: tenantId, channel: 'phone', disabled: false }),
    hidden: ['credentials'],
    unique: 'name',
    times: TIMES,
  },
  {
    path: '/branding/phone/templates',
    noun: 'phone_templates',
    what: 'phone_template',
    idPrefix: 'tem_',
    paging: wholeList,
    listKey: 'templates',
    defaults: ({ tenantId }) => ({
      tenant: tenantId,
      channel: 'phone',
      disabled: false,
      content: { syntax: 'liquid', body: {} },
    }),
    mergesDeep: true,
    unique: 'type',
    times: TIMES,
  },
  {
    path: '/log-streams',
    noun: 'log_streams',
    what: 'log_stream',
    idPrefix: 'lst_',
    paging: bareList,
    listKey: 'log_streams',
    defaults: () => ({ status: 'active', isPriority: false }),
    madeStatus: 200,
    simplified:
      'stored: checked against the types of the SDK, kept and shown; nothing is delivered',
  },
  {
    path: '/network-acls',
    noun: 'network_acls',
    what: 'network_acl',
    idPrefix: 'acl_',
    paging: pagedList,
    listKey: 'network_acls',
    times: TIMES,
    simplified:
      'stored: checked against the types of the SDK, kept and shown; nobody is turned away',
  },
  {
    path: '/forms',
    noun: 'forms',
    what: 'form',
    idPrefix: 'ap_',
    paging: pagedList,
    listKey: 'forms',
    defaults: () => ({ languages: { primary: 'en' }, nodes: [] }),
    counted: ({ nodes }) => ({ flow_count: (nodes as JsonObject[]).filter(isFlow).length }),
    listed: ['id', 'name', 'flow_count', 'created_at', 'updated_at'],
    times: TIMES,
    simplified: 'stored: checked against the types of the SDK, kept and shown; none is rendered',
  },
  {
    path: '/self-service-profiles',
    noun: 'self_service_profiles',
    what: 'self_service_profile',
    idPrefix: 'ssp_',
    paging: pagedList,
    listKey: 'self_service_profiles',
    defaults: () => ({ description: '', user_attributes: [], allowed_strategies: [] }),
    mergesDeep: true,
    times: TIMES,
  },
  {
    path: '/user-attribute-profiles',
    noun: 'user_attribute_profiles',
    what: 'user_attribute_profile',
    idPrefix: 'uap_',
    paging: takenList,
    listKey: 'user_attribute_profiles',
    mergesDeep: true,
  },
]

export const storedResourceRoutes: readonly Route[] = [...RECORDED, ...TYPED_RESOURCES].flatMap(
  storedResource,
)
