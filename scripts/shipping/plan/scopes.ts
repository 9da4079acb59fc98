import type { PlannedWrite } from '../../gateway/planned-write.ts'
import { RESOURCE_TYPES } from '../../gateway/resource-types.ts'
import {
  partScopesOf,
  readScopesOf,
  type TypeScopes,
  writeScopesOf,
} from '../../gateway/type-scopes.ts'
import type { Plan } from './plan.ts'

/** The least scopes for what a plan does, sorted. */
export const writeScopes = ({ changes, writes }: Pick<Plan, 'changes' | 'writes'>) =>
  sorted([
    ...changes.flatMap(({ kind, type }) =>
      known(type).flatMap((one) => writeScopesOf(one)[kind === 'bind' ? 'update' : kind]),
    ),
    ...writes.flatMap(({ method, path }) => partScopesOf(path)?.[DOINGS[method]] ?? []),
  ])

const DOINGS: Readonly<Record<PlannedWrite['method'], keyof TypeScopes>> = {
  POST: 'create',
  DELETE: 'delete',
  PATCH: 'update',
  PUT: 'update',
}

export const readScopes = (types: readonly string[]): readonly string[] =>
  sorted(types.flatMap(known).flatMap(readScopesOf))

/** What a plan calls otherwise is of no type that scopes are known of. */
const known = (type: string) => RESOURCE_TYPES.filter((one) => one === type)

const sorted = (scopes: readonly string[]): readonly string[] => [...new Set(scopes)].sort()
