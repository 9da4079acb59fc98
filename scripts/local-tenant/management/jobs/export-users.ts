import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Json, JsonObject, Tenant } from '../../store.ts'
import { keepExport } from '../../users-export.ts'
import { isObject, parseBody } from '../body.ts'
import { inexistent } from '../management-error.ts'
import { renderUser } from '../render-user.ts'
import { type ManagementRequest, ok } from '../route.ts'
import { sdkBody } from '../sdk-bodies.ts'
import { keepJob } from './job.ts'

type Field = { readonly name: string; readonly export_as?: string }
type Order = {
  readonly connection_id?: string
  readonly format?: 'json' | 'csv'
  readonly limit?: number
  readonly fields?: readonly Field[]
}

// Where none are named. Which ones Auth0 takes then, nobody has confirmed.
const USUAL: readonly Field[] = [
  'user_id',
  'email',
  'name',
  'nickname',
  'picture',
  'created_at',
  'updated_at',
  'email_verified',
].map((name) => ({ name }))

/** POST `/jobs/users-exports`: what is there now, as a gzip file behind a link. */
export function exportUsers({ tenant, body }: ManagementRequest) {
  const order = parseBody(sdkBody('POST /jobs/users-exports'), body) as Order
  const { connection_id, format = 'json', limit, fields = USUAL } = order
  const people = usersOf(tenant, connection_id).slice(0, limit)
  const text = (format === 'csv' ? renderCsv : renderLines)(people, fields)
  const location = keepExport(tenant, randomBytes(24).toString('base64url'), gzipSync(text))
  const started = { format, ...(order as JsonObject) }
  const ended = { location, percentage_done: 100, time_left_seconds: 0 }
  const { fields: _fields, limit: _limit, ...shown } = started as JsonObject
  return ok({ ...started, ...keepJob(tenant, 'users_export', { started: shown, ended }) })
}

/** @throws ManagementError 404 */
function usersOf(tenant: Tenant, connectionId: string | undefined): readonly JsonObject[] {
  const { connections, users } = tenant.state
  const connection = connections.get(connectionId ?? '')
  if (connectionId !== undefined && connection === undefined) throw inexistent('connection')
  return [...users.values()]
    .filter((user) => connection === undefined || user.connection === connection.name)
    .map((user) => renderUser(tenant, user))
}

const nameOf = ({ name, export_as }: Field): string => export_as ?? name

const renderLines = (people: readonly JsonObject[], fields: readonly Field[]): string =>
  people
    .map((person) => Object.fromEntries(fields.map((one) => [nameOf(one), valueAt(person, one)])))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')

const renderCsv = (people: readonly JsonObject[], fields: readonly Field[]): string =>
  [fields.map(nameOf), ...people.map((person) => fields.map((one) => asText(valueAt(person, one))))]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('')

/** `identities[0].connection`, `app_metadata.plan` */
function valueAt(person: JsonObject, { name }: Field): Json | undefined {
  let value: Json | undefined = person
  for (const step of name.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (Array.isArray(value)) value = value[Number(step)]
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }
  return value
}

const asText = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
