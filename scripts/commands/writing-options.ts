import { ENVIRONMENTS, flag, text, wholeNumber } from './options.ts'

export const RECEIPTS = {
  receipts: text('folder of receipts (default .build/<environment>/receipts)'),
}

export const TYPED_DOMAIN = {
  domain: text('the tenant’s domain, typed out; demanded where the environment is protected'),
}

/** What every command that writes to a tenant is told. */
export const WRITING = {
  ...ENVIRONMENTS,
  ...TYPED_DOMAIN,
  actor: text('who does this, for the receipt (default: whom CI names, or the user)'),
  ...RECEIPTS,
}

/** The same where a person acts outside of a deploy: the receipt says why. */
export const WRITING_BY_HAND = { ...WRITING, reason: text('why, for the receipt') }

export const MARKS_TO_LOSE = {
  marksToLose: wholeNumber(
    0,
    '0',
    'marks under a retired key that may be lost, by number; see docs/rotation.md',
  ),
}

/** What going back to a receipt is told. */
export const GOING_BACK = {
  ...WRITING_BY_HAND,
  ...MARKS_TO_LOSE,
  unsealed: flag('go back to a receipt that these credentials have not sealed; read it before'),
}

export const CREDENTIALS_NOTE: readonly string[] = [
  'credentials: AUTH0_CLIENT_ID, and AUTH0_CLIENT_SECRET or AUTH0_CLIENT_SIGNING_KEY_PATH or AUTH0_CLIENT_PRIVATE_KEY',
  'with --environments: <ENVIRONMENT>__NAME is NAME in that environment, e.g. STAGING__AUTH0_CLIENT_ID',
]

/** Least scopes of what only ever touches Actions and their bindings. */
export const ACTION_SCOPES_NOTE = 'scopes: read:actions update:actions create:actions'
