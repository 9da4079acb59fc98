/**
 * @fact Each resource type needs these scopes of the Management API. (Auth0 API reference; read
 * 2026-11-23)
 */
export type TypeScopes = {
  readonly read: readonly string[]
  readonly create: readonly string[]
  readonly update: readonly string[]
  readonly delete: readonly string[]
}

export const standardScopes = (noun: string, alsoRead: readonly string[] = []): TypeScopes => ({
  read: [`read:${noun}`, ...alsoRead],
  create: [`create:${noun}`],
  update: [`update:${noun}`],
  delete: [`delete:${noun}`],
})

export const singletonScopes = (noun: string): TypeScopes => ({
  read: [`read:${noun}`],
  create: [`update:${noun}`],
  update: [`update:${noun}`],
  delete: [],
})

const ORGANIZATION_LINKS = ['create', 'update', 'delete'].map(
  (verb) => `${verb}:organization_connections`,
)
const ORGANIZATIONS = standardScopes('organizations', [
  'read:organization_connections',
  'read:organization_client_grants',
  'read:connections',
  'read:clients',
  'read:client_grants',
])

export const ORGANIZATION_SCOPES: TypeScopes = {
  ...ORGANIZATIONS,
  create: ['create:organizations', 'create:organization_connections'],
  update: ['update:organizations', ...ORGANIZATION_LINKS],
}

// Deploying a version, old or new, counts as creating one.
export const ACTION_SCOPES: TypeScopes = {
  ...standardScopes('actions'),
  create: ['create:actions', 'update:actions'],
  update: ['update:actions', 'create:actions'],
}

export const TRIGGER_SCOPES: TypeScopes = {
  read: ['read:actions'],
  create: ['update:actions'],
  update: ['update:actions'],
  delete: ['update:actions'],
}
