import { type Case, json, MEMBERS } from '../a-case.ts'
import { withKeys } from '../a-project.ts'

const CLIENT = 'tenant/clients/Reports.json'
const OIDC = 'tenant/connections/acme-oidc.json'
const ACME = 'tenant/organizations/acme.json'
const RULE = 'tenant/rules/deny.json'

const rule = { [RULE]: json({ name: 'deny', script: './deny.js', enabled: true }) }
const thirdParty = (mode?: string) => ({
  [CLIENT]: withKeys({ is_first_party: false, third_party_security_mode: mode }),
})
const deleting = (connection_deletion_behavior: string) => ({
  [CLIENT]: withKeys({ my_organization_configuration: { connection_deletion_behavior } }),
})
const access = (organization_member_access_level: string) => ({
  [ACME]: (text: string): string => {
    const acme = JSON.parse(text)
    const [first, ...rest] = acme.connections
    return json({ ...acme, connections: [{ ...first, organization_member_access_level }, ...rest] })
  },
})

/** What Auth0 changed, before and after the day. */
export const PLATFORM_CASES: readonly Case[] = [
  {
    what: 'Rules, the day before they end',
    changes: rule,
    nowMs: Date.UTC(2026, 10, 18) - 1,
    found: [['rules_ending', RULE, 1]],
  },
  {
    what: 'Rules, on that day',
    changes: rule,
    nowMs: Date.UTC(2026, 10, 18),
    found: [['rules_ended', RULE, 1]],
  },
  {
    what: 'a Hook',
    changes: { 'tenant/hooks/deny.json': json({ name: 'deny' }) },
    found: [['rules_ended', 'tenant/hooks/deny.json', 1]],
  },
  {
    what: 'the code of a Rule without the Rule',
    changes: { 'tenant/rules/deny.js': '' },
    found: [],
  },
  {
    what: 'a third-party application that states no mode',
    changes: thirdParty(),
    found: [['third_party_mode_unstated', CLIENT, '"is_first_party"']],
  },
  {
    what: 'a third-party application that states no mode, before the default changes',
    changes: thirdParty(),
    nowMs: Date.UTC(2026, 9, 22),
    found: [['third_party_mode_unstated', CLIENT, '"is_first_party"']],
  },
  { what: 'a strict third-party application', changes: thirdParty('strict'), found: [] },
  {
    what: 'customers who may delete connections with people',
    changes: deleting('allow'),
    found: [['connection_deletion_allowed', CLIENT, '"connection_deletion_behavior"']],
  },
  { what: 'customers who may delete empty ones', changes: deleting('allow_if_empty'), found: [] },
  {
    what: 'two accounts with one address',
    changes: { [MEMBERS]: withKeys({ options: { attributes: { email: { unique: false } } } }) },
    found: [['email_not_unique', MEMBERS, '"unique"']],
  },
  {
    what: 'an address once',
    changes: { [MEMBERS]: withKeys({ options: { attributes: { email: { unique: true } } } }) },
    found: [],
  },
  ...(['limited', 'full'] as const).map(
    (level): Case => ({
      what: `customers with ${level} access to the people of a connection`,
      changes: access(level),
      found: [['member_access_open', ACME, '"organization_member_access_level"']],
    }),
  ),
  { what: 'customers who see them', changes: access('readonly'), found: [] },
  {
    what: 'an application with a private key',
    changes: {
      [CLIENT]: withKeys({
        client_authentication_methods: { private_key_jwt: { credentials: [] } },
      }),
    },
    found: [['assertion_audience', CLIENT, '"private_key_jwt"']],
  },
  {
    what: 'assertions that name the token endpoint',
    changes: {
      [OIDC]: withKeys({ options: { token_endpoint_jwtca_aud_format: 'token_endpoint' } }),
    },
    found: [['assertion_audience', OIDC, '"token_endpoint_jwtca_aud_format"']],
  },
  {
    what: 'assertions that name the issuer',
    changes: { [OIDC]: withKeys({ options: { token_endpoint_jwtca_aud_format: 'issuer' } }) },
    found: [],
  },
]
