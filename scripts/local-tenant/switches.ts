/**
 * Behaviour of Auth0 that nobody has confirmed on a live tenant, or that differs between plans: the
 * local tenant can play either way. Every switch is in this one catalogue, which the fidelity table
 * and the control port render. To add one: add a member here, read it with `readSwitch`, and test
 * both ways.
 */
export type Switch = {
  readonly default: boolean
  /** What the tenant does when it is on, one sentence; then when it is off. */
  readonly on: string
  readonly off: string
  /** What a run on a live tenant would have to answer. */
  readonly openQuestion: string
  /** Where what is known was read, and when. */
  readonly source: string
}

export const SWITCHES = {
  organizationOnRefresh: {
    default: true,
    on: '`event.organization` is set on a refresh of an organization-bound token',
    off: '`event.organization` is absent on every refresh',
    openQuestion: 'L7: is `event.organization` set on a refresh exchange?',
    source:
      'Auth0 docs read `event.organization?.metadata` in a refresh exchange, without a promise (read 2026-11-22)',
  },
  membershipCheckedOnRefresh: {
    default: false,
    on: "a removed member's refresh is refused before any Action runs",
    off: "a removed member's refresh goes on to the Actions",
    openQuestion: 'L7: does Auth0 itself refuse a refresh after membership was removed?',
    source: 'no Auth0 document states a check on refresh (read 2026-11-22); off is the harder case',
  },
  authenticationMethodsOnRefresh: {
    default: true,
    on: "a refresh shows the sign-in's `event.authentication.methods`",
    off: 'a refresh shows no `event.authentication.methods`',
    openQuestion: 'L11: what is in `event.authentication.methods` on refresh and exchanges?',
    source: 'not documented (Auth0 docs, post-login event object, read 2026-11-22)',
  },
  invitationUsesSession: {
    default: true,
    on: 'a live session answers an invitation; the session of another person uses it up',
    off: 'an invitation always shows its own page, whoever is signed in',
    openQuestion: 'does the invitation flow ignore a live session?',
    source:
      'Auth0 support (invitations that disappear) and community 132837 tell of wrong sessions that used invitations up, with log entries; Auth0 docs (provisioning) say sessions are ignored (read 2026-11-28). On is the harder case',
  },
  passwordDeniedIs500: {
    default: true,
    on: 'an Action that denies a password grant is HTTP 500 with `access_denied` and its text',
    off: 'an Action that denies a password grant is HTTP 403 with `access_denied` and its text',
    openQuestion: 'is it still 500 today?',
    source: 'community 89653 and 170287 report 500 (read 2026-11-28)',
  },
  passwordlessDeniedIs500: {
    default: true,
    on: 'an Action that denies a one-time code at the token endpoint is HTTP 500',
    off: 'an Action that denies a one-time code at the token endpoint is HTTP 403',
    openQuestion: 'which status has a post-login denial of the passwordless grant?',
    source:
      'not reported; the other grants of direct logins are (read 2026-11-28). On is the harder case',
  },
  exchangeDeniedIs500: {
    default: true,
    on: 'an Action that denies a token exchange, custom or on behalf of, is HTTP 500',
    off: 'an Action that denies a token exchange, custom or on behalf of, is HTTP 403',
    openQuestion: 'is it still 500 today, and on behalf of somebody, too?',
    source: 'nextjs-auth0 2512, January 2026, for custom token exchange (read 2026-11-28)',
  },
  refreshDeniedIs500: {
    default: true,
    on: 'an Action that denies a refresh is HTTP 500; one that revokes the token is 403',
    off: 'an Action that denies a refresh is HTTP 403, as one that revokes the token is',
    openQuestion: 'which status has `api.access.deny` on a refresh?',
    source:
      'not reported; 403 is documented of `api.refreshToken.revoke` only (Auth0 docs, manage refresh tokens with Actions, read 2026-11-28). On is the harder case',
  },
  invitationMetadataReachesExisting: {
    default: false,
    on: 'the metadata of an invitation reaches whoever accepts it',
    off: 'the metadata of an invitation reaches accounts that are made by accepting it, and no others',
    openQuestion:
      'L1: does the `app_metadata` of an invitation reach an account that existed before, and before post-login?',
    source:
      'not documented; the field is in `CreateOrganizationInvitationRequestContent` of auth0 7.1.0 (read 2026-11-28); off is the harder case',
  },
  invitationComparesCase: {
    default: false,
    on: 'the comparison with the invited address minds upper and lower case',
    off: 'the comparison with the invited address ignores upper and lower case',
    openQuestion: 'L4: how does acceptance compare addresses, in case and white space?',
    source: 'not documented (read 2026-11-22)',
  },
  invitedVerificationSurvivesChange: {
    default: true,
    on: '`email_verified` of an accepted invitation stays, also when the identity provider changes the address',
    off: '`email_verified` of a changed address is what the identity provider says',
    openQuestion:
      'L3: after acceptance, does `email_verified` stay true while the identity provider changes `email`?',
    source:
      'Auth0 docs, invite members: later values do not overwrite it; the combination is not documented (read 2026-11-22). On is the harder case',
  },
  operatorCreationShowsClient: {
    default: false,
    on: 'pre-user-registration sees the calling client and a transaction when an account is made through the Management API, as at a sign-up',
    off: 'pre-user-registration sees neither client nor transaction when an account is made through the Management API',
    openQuestion:
      'what are `event.client`, `event.transaction` and `event.request.body` when an account is made through the Management API?',
    source:
      'Auth0 docs, pre-user-registration event object: both optional, not when they are absent (read 2026-11-28)',
  },
  operatorCreationShowsMetadata: {
    default: true,
    on: 'pre-user-registration sees the `app_metadata` that an account made through the Management API shall have',
    off: 'pre-user-registration sees empty `app_metadata`, whoever makes the account',
    openQuestion:
      'does `event.user.app_metadata` show what the body of `POST /api/v2/users` holds?',
    source:
      'Auth0 docs, pre-user-registration event object: `event.user.app_metadata`, without where it comes from (read 2026-11-28)',
  },
  deniedPasswordlessIsExtensibilityError: {
    default: true,
    on: 'a denied passwordless sign-up at `/oauth/token` is 400 `extensibility_error` with the reason for operators',
    off: 'a denied passwordless sign-up at `/oauth/token` is 403 `access_denied` with the message for the person',
    openQuestion:
      'how does `/oauth/token` answer when a pre-user-registration Action denies a passwordless sign-up?',
    source:
      'community 89653 shows status, error and reason without naming the endpoint (read 2026-11-28)',
  },
  blockedMayResetPassword: {
    default: true,
    on: 'a natively blocked person may reset the password, after the Actions; the block stays',
    off: 'a natively blocked person is turned away at the reset page, before any Action',
    openQuestion:
      'L10: may a blocked user reset a password, and do password-reset-post-challenge Actions run?',
    source: 'not documented (Auth0 docs, block and unblock users, read 2026-11-22)',
  },
  exchangeChecksMembership: {
    default: false,
    on: '`setOrganization` in custom-token-exchange is refused for a user who is no member',
    off: '`setOrganization` in custom-token-exchange takes any organization',
    openQuestion: 'L8: does `api.authentication.setOrganization` check membership?',
    source:
      'a check is not mentioned (Auth0 docs, custom token exchange, read 2026-11-22); off is the harder case',
  },
  refusedWriteFailsLogin: {
    default: false,
    on: 'a login whose metadata the tenant refuses to write (429) fails as if an Action had',
    off: 'a login whose metadata the tenant refuses to write (429) passes, and what was to be written is lost',
    openQuestion:
      'does a login pass whose write of metadata is over the limit, and is the write made again?',
    source:
      'not documented: writes of Actions count against the limit (Auth0 docs, manage user metadata, read 2026-12-02). Off is the case that nobody sees',
  },
  metadataIsLate: {
    default: false,
    on: 'what Actions write of a person is in the profile seconds after the login was answered',
    off: 'what Actions write of a person is in the profile when the login is answered',
    openQuestion: 'is the write of a login there when the next login of the same person begins?',
    source:
      'not documented: it is made at the end of the trigger (Auth0 docs, manage user metadata, read 2026-12-02)',
  },
  loginIsUserUpdate: {
    default: true,
    on: 'every login is a `user.updated`, because it counts in the profile',
    off: 'a login is a `user.updated` only where it changes more than its own count',
    openQuestion: 'does a login that changes nothing but `last_login` and its count send an event?',
    source:
      'the payload has both fields (Auth0’s schema of event streams, read 2026-08-20); on is the harder case',
  },
  eventsRepeated: {
    default: false,
    on: 'every event is delivered once more after it has arrived',
    off: 'an event that has arrived is not delivered again, unless it is asked for',
    openQuestion: 'how often does Auth0 deliver an event twice?',
    source: 'Auth0 docs, events best practices: it happens (read 2026-12-01)',
  },
  eventsUnordered: {
    default: false,
    on: 'of the events that wait the newest is delivered first, all at the same time',
    off: 'events are delivered one by one, oldest first',
    openQuestion: 'how far out of order, and how many at a time, does Auth0 deliver?',
    source: 'Auth0 docs, events best practices: no order is promised (read 2026-12-01)',
  },
  sessionMethods: {
    default: true,
    on: '`api.session` is there',
    off: '`api.session` is absent',
    openQuestion:
      'L12: are Enterprise methods missing, without effect, or an error on other plans?',
    source: 'Auth0 docs, manage sessions with Actions: Enterprise plans (read 2026-11-22)',
  },
  refreshTokenMethods: {
    default: true,
    on: '`api.refreshToken` is there',
    off: '`api.refreshToken` is absent',
    openQuestion:
      'L12: are Enterprise methods missing, without effect, or an error on other plans?',
    source: 'Auth0 docs, manage refresh tokens with Actions: Enterprise plans (read 2026-11-22)',
  },
  groupsAndRoles: {
    default: false,
    on: "`api.groups` and `api.roles` are there: the member's roles of the login's organization; nobody is in a group",
    off: '`api.groups` and `api.roles` are absent',
    openQuestion: 'L9: what do `api.roles` and `event.authorization.roles` show on a refresh?',
    source: 'Auth0 docs, post-login API object (read 2026-11-22)',
  },
  loginTargetScopes: {
    default: false,
    on: 'post-login can change the target scopes by `api.transaction`',
    off: 'its target scope methods throw `Method not implemented.`',
    openQuestion: 'which tenants have the feature flag `actions_pl_transaction_target_scopes`?',
    source: 'official test harness in auth0/auth0-actions (read 2026-11-22)',
  },
  exchangeTransactionMetadata: {
    default: false,
    on: 'custom-token-exchange can set transaction metadata',
    off: 'its `api.transaction.setMetadata` throws `Method not implemented.`',
    openQuestion: 'which tenants have the feature flag `actions_cte_transaction_metadata`?',
    source: 'official test harness in auth0/auth0-actions (read 2026-11-22)',
  },
} as const satisfies Readonly<Record<string, Switch>>

export type SwitchName = keyof typeof SWITCHES

export const SWITCH_NAMES = Object.keys(SWITCHES) as readonly SwitchName[]
