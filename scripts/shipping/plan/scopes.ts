import type { PlannedWrite } from '../../gateway/planned-write.ts'
import { RESOURCE_TYPES } from '../../gateway/resource-types.ts'
import {
  CLIENT_KEY_SCOPES,
  readScopesOf,
  type TypeScopes,
  writeScopesOf,
} from '../../gateway/type-scopes.ts'
import type { Plan } from './plan.ts'

/** What is done to a type; a plan knows it before the first write. */
type Doing = keyof TypeScopes

/** The least scopes for what a plan does, sorted. */
export const writeScopes = ({ changes, writes }: Pick<Plan, 'changes' | 'writes'>) =>
  sorted([
    ...changes.flatMap(({ kind, type }) =>
      known(type).flatMap((one) => writeScopesOf(one)[kind === 'bind' ? 'update' : kind]),
    ),
    ...writes
      .filter(({ path }) => /^\/clients\/[^/]+\/credentials(\/|$)/.test(path))
      .flatMap(({ method }) => KEY_DOINGS[method].flatMap((doing) => CLIENT_KEY_SCOPES[doing])),
  ])

/** A key that comes or goes is named by its client too. */
const KEY_DOINGS: Readonly<Record<PlannedWrite['method'], readonly Doing[]>> = {
  POST: ['create', 'update'],
  DELETE: ['delete', 'update'],
  PATCH: ['update'],
  PUT: ['update'],
}

export const readScopes = (types: readonly string[]): readonly string[] =>
  sorted(types.flatMap(known).flatMap(readScopesOf))

/** A path that no type is known of has one in a plan that is none of these. */
const known = (type: string) => RESOURCE_TYPES.filter((one) => one === type)

const sorted = (scopes: readonly string[]): readonly string[] => [...new Set(scopes)].sort()
