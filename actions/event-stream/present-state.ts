import { NotAnswered } from '../management/management-access.ts'
import { readText } from '../reading/read-text.ts'
import type { Fields, TenantCalls } from './tenant-calls.ts'

/** How things stand with a person, whatever events said of it. */
export type PresentState = {
  readonly profile: Fields
  /** Organizations that the person is a member of. */
  readonly memberships: readonly string[]
  /** Names of their roles there; empty where nobody asked. */
  readonly roles: ReadonlyMap<string, readonly string[]>
  /** What organizations and applications say of themselves; one that is gone says nothing. */
  readonly organizations: ReadonlyMap<string, Fields>
  readonly applications: ReadonlyMap<string, Fields>
}

export type Wanted = {
  readonly person: string
  readonly applications: readonly string[]
  /** Organizations that matter beside those of the memberships. */
  readonly organizationsOf: (profile: Fields) => readonly string[]
  readonly withRoles: boolean
}

/** @returns null where the person is gone. @throws as `TenantCalls` does */
export async function readPresentState(
  { person, applications, organizationsOf, withRoles }: Wanted,
  calls: TenantCalls,
): Promise<PresentState | null> {
  const user = `users/${encodeURIComponent(person)}`
  const profile = await calls.get(user)
  if (profile === null) return null
  if (profile.user_id !== person) throw new NotAnswered(200)
  const memberships = (await readList(`${user}/organizations`, 'organizations', calls)).map(
    ({ id }) => readText(id),
  )
  const concerned = [...memberships, ...organizationsOf(profile)]
  const roles = new Map<string, readonly string[]>()
  for (const id of withRoles ? memberships : []) {
    const member = `organizations/${encodeURIComponent(id)}/members/${encodeURIComponent(person)}`
    const held = await readList(`${member}/roles`, 'roles', calls)
    roles.set(
      id,
      held.map(({ name }) => readText(name)),
    )
  }
  return {
    profile,
    memberships,
    roles,
    organizations: await readEach(concerned, 'organizations/', '', calls),
    applications: await readEach(
      applications,
      'clients/',
      '?fields=client_metadata&include_fields=true',
      calls,
    ),
  }
}

async function readEach(
  ids: readonly string[],
  before: string,
  after: string,
  calls: TenantCalls,
): Promise<ReadonlyMap<string, Fields>> {
  const read = new Map<string, Fields>()
  for (const id of new Set(ids)) {
    // `clients/` would be everybody's.
    const found = id === '' ? null : await calls.get(`${before}${encodeURIComponent(id)}${after}`)
    if (found !== null) read.set(id, found)
  }
  return read
}

const PAGE_SIZE = 100

/** To its end: a membership that is not seen would be one that is not there. */
async function readList(path: string, key: string, calls: TenantCalls): Promise<readonly Fields[]> {
  const items: Fields[] = []
  for (let page = 0; ; page += 1) {
    const query = `page=${page}&per_page=${PAGE_SIZE}&include_totals=true`
    const { [key]: list, total } = (await calls.get(`${path}?${query}`)) ?? {}
    if (!Array.isArray(list) || typeof total !== 'number') throw new NotAnswered(200)
    items.push(...list)
    if (items.length >= total) return items
    if (list.length === 0) throw new NotAnswered(200)
  }
}
