import type { JsonObject, Tenant } from '../store.ts'
import { invalidQuery } from './management-error.ts'
import { takenList } from './paging.ts'
import { get, type ManagementRequest, type Route } from './route.ts'
import { parseSearchQuery, type SearchRules } from './search-query.ts'

const SEARCH: SearchRules = {
  bareFields: ['name', 'display_name', 'identifier'],
  ignoresCase: () => true,
  isExactOnly: () => false,
}
const LUCENE = '`q` as that of people is read; no SCIM filters; complete at once'

/** Collections that can be asked for by an expression. */
export const collectionSearchRoutes: readonly Route[] = [
  searchRoute('organizations', 'organizations', ['name', 'display_name', 'created_at']),
  searchRoute('resource-servers', 'resource_servers', ['name', 'identifier', 'updated_at']),
]

function searchRoute(
  name: 'organizations' | 'resource-servers',
  listKey: 'organizations' | 'resource_servers',
  sortable: readonly string[],
): Route {
  const scope = `read:${listKey}` as const
  const search = ({ tenant, query }: ManagementRequest) => {
    const isMatch = readExpression(query)
    const sort = readSort(query, sortable)
    const found = itemsOf(tenant, listKey).filter(isMatch)
    return takenList(listKey, sort === null ? found : found.toSorted(by(sort)), query)
  }
  return get(`/${name}/search`, scope, search, LUCENE)
}

const itemsOf = ({ state }: Tenant, key: 'organizations' | 'resource_servers'): JsonObject[] => [
  ...(key === 'organizations' ? state.organizations : state.resourceServers).values(),
]

/** @throws ManagementError 400 */
function readExpression(query: URLSearchParams): (item: JsonObject) => boolean {
  const parser = query.get('parser') ?? 'lucene'
  if (parser !== 'lucene') {
    throw invalidQuery(`'[local tenant] Unsupported parser: ${parser}' on property parser.`)
  }
  const q = query.get('q') ?? ''
  return q === '' ? () => true : parseSearchQuery(q, SEARCH)
}

function readSort(query: URLSearchParams, sortable: readonly string[]): string | null {
  const sort = query.get('sort')
  if (sort === null || sortable.includes(sort)) return sort
  throw invalidQuery(`'No enum match for: ${sort}' on property sort.`)
}

const by =
  (field: string) =>
  (one: JsonObject, other: JsonObject): number => {
    const [left, right] = [String(one[field] ?? ''), String(other[field] ?? '')]
    return Number(left > right) - Number(left < right)
  }
