import { NotAnswered } from '../management/management-access.ts'
import { readText } from '../reading/read-text.ts'
import type { Fields, TenantCalls } from './tenant-calls.ts'

/** What a person holds: it ends by its path in the Management API. */
export type Issued = {
  readonly path: string
  readonly kind: 'session' | 'refresh-token'
  /** Applications that it serves; one without a name where none is said. */
  readonly applications: readonly string[]
  /** Metadata of a refresh token: what it remembers for the guard. */
  readonly metadata: unknown
  readonly createdAt: unknown
}

/**
 * Everything that lives now. It is read before the person is: what is issued later is no business of this
 * event, because whoever is admitted by then was judged by then.
 * @fact Lists of sessions and of refresh tokens page by `from` and `take`. (auth0 7.1.0; read 2026-12-01)
 */
export async function readIssued(person: string, calls: TenantCalls): Promise<readonly Issued[]> {
  const user = `users/${encodeURIComponent(person)}`
  const sessions = await readAll(`${user}/sessions`, 'sessions', calls)
  const tokens = await readAll(`${user}/refresh-tokens`, 'tokens', calls)
  return [
    ...sessions.map(
      ({ id, clients }): Issued => ({
        path: `sessions/${encodeURIComponent(readText(id))}`,
        kind: 'session',
        applications: applicationsIn(clients),
        metadata: undefined,
        createdAt: undefined,
      }),
    ),
    ...tokens.map(
      ({ id, client_id, created_at, refresh_token_metadata }): Issued => ({
        path: `refresh-tokens/${encodeURIComponent(readText(id))}`,
        kind: 'refresh-token',
        applications: [readText(client_id)],
        metadata: refresh_token_metadata,
        createdAt: created_at,
      }),
    ),
  ]
}

function applicationsIn(clients: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(clients) ? clients : []
  const ids = list.map((one) => readText((one as Fields | null)?.client_id))
  return ids.length === 0 ? [''] : ids
}

const PAGE_SIZE = 100

async function readAll(path: string, key: string, calls: TenantCalls): Promise<readonly Fields[]> {
  const items: Fields[] = []
  for (let from = ''; ; ) {
    const next = from === '' ? '' : `&from=${encodeURIComponent(from)}`
    const page = await calls.get(`${path}?take=${PAGE_SIZE}${next}`)
    // Nobody of this name: they hold nothing.
    if (page === null) return items
    const list: unknown = page[key]
    if (!Array.isArray(list)) throw new NotAnswered(200)
    // Without an id nothing can be ended: `sessions/` would be everybody's.
    items.push(...list.filter((one) => readText(one?.id) !== ''))
    from = readText(page.next)
    if (from === '') return items
  }
}
