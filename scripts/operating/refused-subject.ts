import { isObject, jsonOf, textOf } from '../ground/json-value.ts'

/** Whom a refusal was about, by ids and names that a tenant's log has; no address. */
export type RefusedSubject = {
  readonly user: string | null
  readonly application: string | null
  readonly organization: string | null
}

export const LOG_SCOPES = ['read:logs', 'read:logs_users']

/** An entry of the log as a whole says it itself; null for any other text. */
export function subjectIn(text: string): RefusedSubject | null {
  const entry = jsonOf(text.trim())
  return isObject(entry) ? subjectOf(entry) : null
}

/** Null for an entry that names nobody and nothing. */
export function subjectOf(entry: object): RefusedSubject | null {
  const said = (name: string): string | null =>
    textOf((entry as Readonly<Record<string, unknown>>)[name]) || null
  const subject = {
    user: said('user_id'),
    application: said('client_name') ?? said('client_id'),
    organization: said('organization_name') ?? said('organization_id'),
  }
  return Object.values(subject).every((one) => one === null) ? null : subject
}
