import { html } from 'hono/html'
import type { ProfileChanges } from '../administration/change-profile.ts'
import type { FieldState } from '../administration/profile-fields.ts'
import { type Html, renderFormToken } from './render-layout.ts'

/** Which the form asks about; the others have ways of their own. */
const WRITTEN: readonly string[] = ['name', 'phone', 'username', 'attribute']
const writtenFields = (fields: readonly FieldState[]): readonly FieldState[] =>
  fields.filter(({ field, closed }) => closed === null && WRITTEN.includes(field.kind))

/** Name of a field in the form. */
const inputOf = ({ field }: FieldState): string =>
  field.kind === 'attribute' ? `attribute.${field.application}.${field.name}` : field.kind

/** A form for what is open of a profile; null where nothing is. */
export function renderProfileForm(
  fields: readonly FieldState[],
  { action, formToken }: { readonly action: string; readonly formToken: string },
): Html | null {
  const written = writtenFields(fields)
  if (written.length === 0) return null
  return html`<form method="post" action="${action}">${renderFormToken(formToken)}
${written.map((one) => {
  const input = inputOf(one)
  const hint = HINTS[one.field.kind]
  const described = hint === undefined ? '' : html` aria-describedby="${input}-hint"`
  return html`<p><label for="${input}">${labelOf(one)}</label>
<input id="${input}" name="${input}" value="${one.value}" maxlength="300" autocomplete="off"${described}></p>
${hint === undefined ? '' : html`<p class="quiet" id="${input}-hint">${hint}</p>`}`
})}
<button>Save</button></form>`
}

/** What was written that is not so already. An attribute that is left empty is removed, another field stays. */
export function readProfileForm(
  form: URLSearchParams,
  fields: readonly FieldState[],
): ProfileChanges {
  const changes: Record<string, string> = {}
  const attributes: Record<string, Record<string, string | null>> = {}
  for (const one of writtenFields(fields)) {
    const written = form.get(inputOf(one))?.trim()
    if (written === undefined || written === one.value) continue
    const { field } = one
    if (field.kind === 'attribute') {
      attributes[field.application] = {
        ...attributes[field.application],
        [field.name]: written === '' ? null : written,
      }
    } else if (written !== '') changes[field.kind] = written
  }
  return { ...changes, ...(Object.keys(attributes).length > 0 ? { attributes } : {}) }
}

const HINTS: Readonly<Record<string, string>> = {
  phone: 'With + and the country. It counts as unproven until the person confirms it.',
}
const LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  phone: 'Telephone',
  username: 'User name',
  email: 'Address',
  password: 'Password',
  deletion: 'Leaving',
}
export const labelOf = ({ field }: FieldState): string =>
  field.kind === 'attribute' ? field.name : (LABELS[field.kind] ?? field.kind)
