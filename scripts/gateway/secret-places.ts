/** A member of a JSON file that is made for a secret; `*` stands for any one step. */
type SecretPlaces = {
  /** Where the Deploy CLI reads such files (8.44.0, lib/context/directory/handlers). */
  readonly files: RegExp
  /** Dotted. */
  readonly fields: readonly string[]
}

/**
 * Where Auth0 keeps a value from whoever can read the tenant, or hands it to nobody but the service
 * it is for.
 * @fact These fields of the Management API hold secrets. (types of auth0 7.1.0,
 * dist/cjs/management/api/types; read 2026-11-28)
 * @fact `configuration` of a connection holds secrets. (Auth0 docs, custom database templates; read
 * 2026-11-28)
 */
const SECRET_PLACES: readonly SecretPlaces[] = [
  { files: /^tenant\/actions\/[^/]+\.json$/, fields: ['secrets.*.value'] },
  { files: /^tenant\/action-modules\/[^/]+\.json$/, fields: ['secrets.*.value'] },
  {
    files: /^tenant\/clients\/[^/]+\.json$/,
    fields: [
      'client_secret',
      'addons.azure_blob.storageAccessKey',
      'addons.azure_sb.sasKey',
      'addons.layer.privateKey',
      'addons.sap_api.servicePassword',
      'addons.wams.masterkey',
    ],
  },
  {
    files: /^tenant\/(connections\/[^/]+|database-connections\/[^/]+\/database)\.json$/,
    fields: [
      'options.client_secret',
      'options.app_secret',
      'options.twilio_token',
      'options.gateway_authentication.secret',
      'options.decryptionKey',
      'options.decryptionKey.key',
      'options.signing_key.key',
      'options.admin_access_token',
      'options.admin_refresh_token',
      'options.configuration.*',
      'options.customHeaders.*',
    ],
  },
  {
    files: /^tenant\/emails\/provider\.json$/,
    fields: [
      'credentials.api_key',
      'credentials.secretAccessKey',
      'credentials.smtp_pass',
      'credentials.connectionString',
      'credentials.clientSecret',
    ],
  },
  { files: /^tenant\/phone-providers\/provider\.json$/, fields: ['credentials.auth_token'] },
  {
    files: /^tenant\/guardian\/providers\/[^/]+\.json$/,
    fields: ['auth_token', 'aws_secret_access_key', 'skey', 'server_credentials', 'p12'],
  },
  {
    files: /^tenant\/log-streams\/[^/]+\.json$/,
    fields: [
      'sink.httpAuthorization',
      'sink.datadogApiKey',
      'sink.splunkToken',
      'sink.mixpanelServiceAccountPassword',
      'sink.segmentWriteKey',
    ],
  },
  {
    files: /^tenant\/event-streams\/[^/]+\.json$/,
    fields: [
      'destination.configuration.webhook_authorization.password',
      'destination.configuration.webhook_authorization.token',
      'destination.configuration.webhook_authorization.value',
    ],
  },
  {
    files: /^tenant\/flow-vault-connections\/[^/]+\.json$/,
    fields: [
      'setup.api_key',
      'setup.client_secret',
      'setup.password',
      'setup.private_key',
      'setup.secret_key',
      'setup.token',
    ],
  },
  {
    files: /^tenant\/attack-protection\/captcha\.json$/,
    fields: ['*.secret', 'recaptcha_enterprise.api_key'],
  },
  { files: /^tenant\/rules-configs\/[^/]+\.json$/, fields: ['value'] },
]

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
