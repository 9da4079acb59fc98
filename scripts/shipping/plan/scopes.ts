import type { PlannedWrite } from '../../gateway/planned-write.ts'
import { aboutType, RESOURCE_TYPES } from '../../gateway/resource-types.ts'
import { standardScopes, type TypeScopes } from '../../gateway/type-scopes.ts'
import type { Plan } from './plan.ts'

/** What is done to a type; a plan knows it before the first write. */
type Doing = keyof TypeScopes

/** The keys of clients: a part of them to people, and a type with scopes of its own to Auth0. */
const CLIENT_KEYS: TypeScopes = {
  ...standardScopes('client_credentials', ['read:clients']),
  update: ['update:client_credentials', 'update:clients'],
}

const scopesOf = (type: string): TypeScopes | undefined =>
  type === 'clientAuthCredentials'
    ? CLIENT_KEYS
    : RESOURCE_TYPES.filter((one) => one === type).map((one) => aboutType(one).scopes)[0]

/** The least scopes for what a plan does, sorted. */
export const writeScopes = ({ changes, writes }: Pick<Plan, 'changes' | 'writes'>) =>
  scopesFor([
    ...changes.map(({ kind, type }) => [type, kind === 'bind' ? 'update' : kind] as const),
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
  [...new Set([...doings].flatMap(([type, doing]) => scopesOf(type)?.[doing] ?? []))].sort()

export const readScopes = (types: readonly string[]): readonly string[] =>
  scopesFor(types.map((type) => [type, 'read']))
