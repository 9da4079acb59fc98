import type { PlannedWrite } from '../../gateway/planned-write.ts'
import type { Plan } from './plan.ts'

/**
 * @fact Each resource type needs these scopes of the Management API. (Auth0 API reference; read
 * 2026-11-23)
 */
type TypeScopes = {
  readonly read: readonly string[]
  readonly create: readonly string[]
  readonly update: readonly string[]
  readonly delete: readonly string[]
}

/** What is done to a type; a plan knows it before the first write. */
type Doing = keyof TypeScopes

const standard = (noun: string, alsoRead: readonly string[] = []): TypeScopes => ({
  read: [`read:${noun}`, ...alsoRead],
  create: [`create:${noun}`],
  update: [`update:${noun}`],
  delete: [`delete:${noun}`],
})

const singleton = (noun: string): TypeScopes => ({
  read: [`read:${noun}`],
  create: [`update:${noun}`],
  update: [`update:${noun}`],
  delete: [],
})

const ORGANIZATION_LINKS = ['create', 'update', 'delete'].map(
  (verb) => `${verb}:organization_connections`,
)
const ORGANIZATIONS = standard('organizations', [
  'read:organization_connections',
  'read:organization_client_grants',
  'read:connections',
  'read:clients',
  'read:client_grants',
])

// Deploying a version, old or new, counts as creating one.
const ACTIONS: TypeScopes = {
  ...standard('actions'),
  create: ['create:actions', 'update:actions'],
  update: ['update:actions', 'create:actions'],
}

/** Types that are not here are left to the tenant, which refuses before it changes anything of them. */
const SCOPES: Readonly<Record<string, TypeScopes>> = {
  actions: ACTIONS,
  attackProtection: singleton('attack_protection'),
  clientAuthCredentials: {
    ...standard('client_credentials', ['read:clients']),
    update: ['update:client_credentials', 'update:clients'],
  },
  clientGrants: standard('client_grants', ['read:clients']),
  clients: standard('clients'),
  connections: {
    ...standard('connections', ['read:clients']),
    create: ['create:connections', 'update:connections'],
  },
  databases: {
    ...standard('connections', ['read:clients', 'read:actions']),
    create: ['create:connections', 'update:connections'],
  },
  organizations: {
    ...ORGANIZATIONS,
    create: ['create:organizations', 'create:organization_connections'],
    update: ['update:organizations', ...ORGANIZATION_LINKS],
  },
  prompts: singleton('prompts'),
  resourceServers: standard('resource_servers'),
  roles: { ...standard('roles'), create: ['create:roles', 'update:roles'] },
  tenant: singleton('tenant_settings'),
  triggers: {
    read: ['read:actions'],
    create: ['update:actions'],
    update: ['update:actions'],
    delete: ['update:actions'],
  },
}

/** The least scopes for what a plan does, sorted. */
export const writeScopes = ({ changes, writes }: Pick<Plan, 'changes' | 'writes'>) =>
  scopesFor([
    ...changes.map(({ kind, type }) => [type, kind === 'bind' ? 'update' : kind] as const),
    // A part of clients to people, and a type with scopes of its own to Auth0.
    ...writes
      .filter(({ path }) => /^\/clients\/[^/]+\/credentials(\/|$)/.test(path))
      .flatMap(({ method }) =>
        KEY_DOINGS[method].map((doing) => ['clientAuthCredentials', doing] as const),
      ),
  ])

/** A key that comes or goes is named by its client too. */
const KEY_DOINGS: Readonly<Record<PlannedWrite['method'], readonly Doing[]>> = {
  POST: ['create', 'update'],
  DELETE: ['delete', 'update'],
  PATCH: ['update'],
  PUT: ['update'],
}

/** The least scopes for doing something to some types, sorted. */
const scopesFor = (doings: Iterable<readonly [string, Doing]>): readonly string[] =>
  [...new Set([...doings].flatMap(([type, doing]) => SCOPES[type]?.[doing] ?? []))].sort()

export const readScopes = (types: readonly string[]): readonly string[] =>
  scopesFor(types.map((type) => [type, 'read']))
