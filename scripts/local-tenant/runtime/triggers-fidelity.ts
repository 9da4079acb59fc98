import { type Claim, faithful, refused, simplified } from '../fidelity/claim.ts'

/**
 * Every trigger, and every part of its api that is not as at Auth0, for the fidelity table.
 * test/local-tenant/runtime/triggers-fidelity.test.ts asks the sandbox whether this is so.
 */
export type TriggerRow = {
  readonly trigger: string
  /** A part of its api, such as `api.prompt.render`; absent for the trigger as a whole. */
  readonly part?: string
  readonly claim: Claim
}

const TYPES = 'Auth0, types and official test harness in auth0/auth0-actions (read 2026-11-22)'
const DOCS = (page: string): string => `Auth0 docs, ${page} (read 2026-11-22)`
const REFUSED = 'throws by name'
const UNKNOWN = 'its Actions are stored and bound; running one fails by name'

const trigger = (id: string, claim: Claim): TriggerRow => ({ trigger: id, claim })
const part = (id: string, name: string, claim: Claim): TriggerRow => ({
  trigger: id,
  part: name,
  claim,
})
const FACTORS = ['challengeWith', 'challengeWithAny', 'enrollWith', 'enrollWithAny']

export const TRIGGERS_FIDELITY: readonly TriggerRow[] = [
  trigger(
    'post-login',
    simplified('v3 only, whatever version an Action names', DOCS('post-login API object')),
  ),
  ...FACTORS.map((method) =>
    part('post-login', `api.authentication.${method}`, refused(REFUSED, TYPES)),
  ),
  part(
    'post-login',
    'api.authentication.recordMethod',
    simplified('how Auth0 words a call outside `onContinuePostLogin` is not known', TYPES),
  ),
  part(
    'post-login',
    'api.authentication.setPrimaryUser',
    simplified(
      'the primary user is asked for their membership, and refused where they are blocked; later Actions still see who signed in; the text of the refusal of a user who is not linked is ours',
      DOCS('link user accounts').replace('2026-11-22', '2026-12-02'),
    ),
  ),
  part('post-login', 'api.multifactor.enable', refused(REFUSED, TYPES)),
  part('post-login', 'api.prompt.render', refused(REFUSED, TYPES)),
  part(
    'post-login',
    'api.redirect',
    simplified(
      'the issuer of a token that comes back is not compared: docs and harness differ; the text of `interaction_required` is ours',
      DOCS('redirect with Actions'),
    ),
  ),
  part(
    'post-login',
    'api.refreshToken.revoke',
    simplified(
      'refuses with 403; called beside `api.access.deny` it wins, which nobody has confirmed',
      DOCS('manage refresh tokens with Actions'),
    ),
  ),
  part(
    'post-login',
    'api.validation',
    simplified(
      'at the callback and the token endpoint as a denial; the log holds the code in `details.error.code`, a place of ours',
      DOCS('post-login API object'),
    ),
  ),
  part(
    'post-login',
    'api.samlResponse',
    simplified('accepted without effect or limits: there are no SAML applications', TYPES),
  ),
  part(
    'post-login',
    'api.groups',
    simplified('behind the switch `groupsAndRoles`; nobody is in a group', TYPES),
  ),
  part(
    'post-login',
    'api.roles',
    simplified(
      "behind the switch `groupsAndRoles`; the member's roles as they were when the Action began",
      TYPES,
    ),
  ),
  part('post-login', 'api.rules', faithful(TYPES)),
  part(
    'post-login',
    'api.user',
    simplified(
      'the next Action sees it, `undefined` takes it back, one write at the end and one before a redirect; whether the Action that set it sees it too is not known: it does not',
      `${DOCS('manage user metadata')}; community 152115 and 84051 (read 2026-11-28)`,
    ),
  ),
  ...['api.session', 'api.refreshToken'].map((name) =>
    part(
      'post-login',
      `${name}.setMetadata`,
      simplified(
        'key by key, in the event of the next Action at once; not before a redirect, which is our reading',
        DOCS('configure session metadata, refresh token metadata'),
      ),
    ),
  ),
  trigger(
    'pre-user-registration',
    simplified('v2 only; no undocumented `setUserId`', DOCS('pre-user-registration API object')),
  ),
  trigger(
    'post-user-registration',
    simplified('v2 only', DOCS('post-user-registration API object')),
  ),
  trigger('post-change-password', simplified('v2 only', DOCS('post-change-password API object'))),
  trigger(
    'credentials-exchange',
    simplified('v2 only; a deny code that is not documented is passed on', TYPES),
  ),
  trigger(
    'custom-token-exchange',
    simplified('calling none, or both, of the two user setters fails in words of our own', TYPES),
  ),
  trigger('password-reset-post-challenge', faithful(TYPES)),
  ...['challengeWith', 'challengeWithAny'].map((method) =>
    part('password-reset-post-challenge', `api.authentication.${method}`, refused(REFUSED, TYPES)),
  ),
  part('password-reset-post-challenge', 'api.prompt.render', refused(REFUSED, TYPES)),
  trigger(
    'event-stream',
    simplified(
      'at least once, after the request; by itself one at a time, in order: see the switches `eventsRepeated` and `eventsUnordered`',
      `${TYPES}; Auth0 docs, events best practices (read 2026-12-01)`,
    ),
  ),
  ...[
    'send-phone-message',
    'login-post-identifier',
    'signup-post-identifier',
    'password-hash-migration',
    'mcp-tool',
    'custom-email-provider',
    'custom-phone-provider',
    'post-credential-validation',
  ].map((id) => trigger(id, refused(UNKNOWN, TYPES))),
]

/** The process an Action runs in. */
export const RUNTIME_FIDELITY: readonly { readonly what: string; readonly claim: Claim }[] = [
  {
    what: 'evaluation, handler check, start-up errors, shared instances',
    claim: faithful('Auth0, official test harness in auth0/auth0-actions (read 2026-11-22)'),
  },
  {
    what: 'sandbox',
    claim: simplified(
      "Node's permission flags and a locked process, on the Node that runs the tenant",
      DOCS('Actions limitations'),
    ),
  },
  {
    what: 'time',
    claim: simplified(
      '`Date`, budgets and `AbortSignal.timeout` follow the clock of the tenant, other timers that of the machine; budgets and `AbortSignal.timeout` can be held',
      'not documented (read 2026-11-28); a means of tests',
    ),
  },
  {
    what: 'npm dependencies',
    claim: simplified(
      'resolved from the folder of `--dependencies` (`dependenciesFolder` in code), exact versions or `latest`; refused by name without it',
      DOCS('manage dependencies of Actions'),
    ),
  },
  {
    what: 'Actions Modules (`actions:` imports)',
    claim: refused('`require` throws by name', DOCS('Actions Modules')),
  },
  {
    what: 'a chain whose instance dies or blocks',
    claim: simplified(
      'innocent executions in it are run again: what they did to the outside world may happen twice',
      'not documented (read 2026-11-22)',
    ),
  },
]
