/** What a tenant folder holds where the rulebook has `drift`, as docs/your-tenant.md shows it. */
export const DRIFT_FILES: Readonly<Record<string, unknown>> = {
  'actions/org-guard-event-stream.json': {
    name: 'org-guard-event-stream',
    code: './actions/org-guard-event-stream/code.js',
    runtime: 'node22',
    dependencies: [],
    secrets: ['OG_SIGNING_KEY', 'OG_DOMAIN', 'OG_DRIFT_CLIENT_ID', 'OG_DRIFT_CLIENT_SECRET'].map(
      (name) => ({ name, value: `@@${name}@@` }),
    ),
    supported_triggers: [{ id: 'event-stream', version: 'v1' }],
    deployed: true,
  },
  'event-streams/org-guard-drift.json': {
    name: 'org-guard-drift',
    status: 'enabled',
    subscriptions: [
      'user.updated',
      'user.deleted',
      'organization.member.deleted',
      'organization.member.role.deleted',
    ].map((event_type) => ({ event_type })),
    destination: { type: 'action', configuration: { action_id: 'org-guard-event-stream' } },
  },
}

/** The least that its machine client may do. */
export const DRIFT_SCOPES: readonly string[] = [
  'read:users',
  'read:organizations',
  'read:clients',
  'read:sessions',
  'delete:sessions',
  'read:refresh_tokens',
  'delete:refresh_tokens',
]
