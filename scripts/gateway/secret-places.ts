import { aboutType, RESOURCE_TYPES } from './resource-types.ts'

/**
 * Where Auth0 keeps a value from whoever can read the tenant, or hands it to nobody but the service
 * it is for.
 */
const SECRET_PLACES = RESOURCE_TYPES.flatMap((type) => {
  const { folder, secrets: fields, secretFiles } = aboutType(type)
  return fields === undefined ? [] : [{ files: filesIn(folder, secretFiles), fields }]
})

function filesIn(folder: string, { source } = /[^/]+\.json/): RegExp {
  const place = `^tenant/${folder.replaceAll('.', '\\.')}`
  return new RegExp(folder.endsWith('.json') ? `${place}$` : `${place}/${source}$`)
}

/** @param file relative to the checkout */
export const isSecretPlace = (file: string, path: readonly (string | number)[]): boolean =>
  SECRET_PLACES.some(
    ({ files, fields }) => files.test(file) && fields.some((field) => matches(field, path)),
  )

function matches(field: string, path: readonly (string | number)[]): boolean {
  const steps = field.split('.')
  return (
    steps.length === path.length &&
    steps.every((step, index) => step === '*' || step === String(path[index]))
  )
}

/** Beside the fields above: members that hold a secret wherever they stand, in what a tenant answers. */
const ALSO_SECRET = [
  'access_token',
  'api_key',
  'api_secret',
  'auth_token',
  'key',
  'password',
  'private_key',
  'secret',
  'signing_key',
  'signing_secret',
]

/** Names of members that are never shown, and whose short values are struck out of what is printed. */
export const SECRET_MEMBERS: ReadonlySet<string> = new Set(
  [
    ...ALSO_SECRET,
    ...SECRET_PLACES.flatMap(({ fields }) => fields.map((field) => field.split('.').at(-1) ?? '')),
  ].filter((member) => member !== '*' && member !== 'value'),
)
