import {
  type Case,
  GUARDS,
  IDLE,
  json,
  LOCAL,
  policies,
  RULEBOOK,
  TRIGGERS,
  withAction,
} from '../a-case.ts'
import { swap, withKeys } from '../a-project.ts'

const GUARD = 'tenant/actions/org-guard-post-login.json'
const OTHER = 'tenant/actions/other.json'
const CODE = 'tenant/actions/other/code.js'
const BOUND = '"action_name": "other"'

const doing = (body: string): string =>
  `// does something\nexports.onExecutePostLogin = async (event, api) => {\n  ${body}\n}\n`
const REDIRECTS = doing("api.redirect.sendUserTo('https://www.example.com/terms')")
const LINKS = doing("api.authentication.setPrimaryUser('somebody')")
const FETCHES = doing("await fetch('https://crm.example.com/')")

/** Bindings, order, code and limits. */
export const ACTION_CASES: readonly Case[] = [
  {
    what: 'a binding of an Action that does not exist',
    changes: {
      [TRIGGERS]: swap(
        '"action_name": "org-guard-pre-user-registration"',
        '"action_name": "org-gaurd"',
      ),
    },
    found: [
      ['guard_unbound', 'tenant/actions/org-guard-pre-user-registration.json', '"name"'],
      ['action_unknown', TRIGGERS, '"org-gaurd"'],
    ],
  },
  {
    what: 'an Action at a trigger that it does not support',
    changes: withAction(IDLE, {
      supported_triggers: [{ id: 'post-change-password', version: 'v2' }],
    }),
    found: [['action_trigger_mismatch', TRIGGERS, BOUND]],
  },
  {
    what: 'a bound guard that is not deployed',
    changes: { [GUARD]: withKeys({ deployed: false }) },
    found: [['action_not_deployed', GUARD, '"deployed"']],
  },
  {
    what: 'a trigger that is taken out of the bindings',
    changes: { [TRIGGERS]: withKeys({ 'post-login': [] }) },
    found: [['guard_unbound', GUARD, '"name": "org-guard-post-login"']],
  },
  {
    what: 'a policy that no guard asks',
    changes: {
      'tenant/actions/org-guard-pre-user-registration.json': null,
      [TRIGGERS]: withKeys({ 'pre-user-registration': [] }),
    },
    found: [['guard_missing', RULEBOOK, '"signup-gate"']],
  },
  {
    what: 'no guard, and no policy that needs it',
    changes: {
      'tenant/actions/org-guard-pre-user-registration.json': null,
      [TRIGGERS]: withKeys({ 'pre-user-registration': [] }),
      [RULEBOOK]: policies({ 'signup-gate': { mode: 'off' } }),
    },
    found: [],
  },
  {
    what: 'a redirect before the guard',
    changes: withAction(REDIRECTS, { bind: 'before' }),
    found: [],
  },
  {
    what: 'a redirect after the guard',
    changes: withAction(REDIRECTS),
    found: [['guard_before_redirect', TRIGGERS, BOUND]],
  },
  {
    what: 'a form after the guard',
    changes: withAction(doing("api.prompt.render('ap_1')")),
    found: [['guard_before_redirect', TRIGGERS, BOUND]],
  },
  {
    what: 'linking after the guard',
    changes: withAction(LINKS),
    found: [['guard_before_redirect', TRIGGERS, BOUND]],
  },
  {
    what: 'a redirect that is spelled differently',
    changes: withAction(doing("api['redirect']['sendUserTo']('https://www.example.com/terms')")),
    found: [['guard_before_redirect', TRIGGERS, BOUND]],
  },
  {
    what: 'a redirect in a comment',
    changes: withAction(doing('/* api.redirect.sendUserTo() */ // api.prompt.render()')),
    found: [],
  },
  { what: 'a request after the guard', changes: withAction(FETCHES), found: [] },
  ...[
    ["await fetch('https://crm.example.com/')"],
    ["const seen = url.replace(/^https?:\\/\\//, ''); await fetch(seen)"],
    ['await globalThis.fetch(event.request.ip)'],
    ["api.user.setAppMetadata('plan', 'gold')"],
    ["api.user.setUserMetadata('seen', true)"],
    ["require('axios')"],
    ["require('node:https')"],
    ["require('auth0/legacy')"],
  ].map(
    ([body]): Case => ({
      what: `before the guard: ${body}`,
      changes: withAction(doing(body ?? ''), { bind: 'before' }),
      found: [['side_effect_before_guard', TRIGGERS, BOUND]],
    }),
  ),
  {
    what: 'a module before the guard',
    changes: withAction(doing("require('actions:crm')"), { bind: 'before' }),
    found: [
      ['module_not_emulated', CODE, 'actions:crm'],
      ['side_effect_before_guard', TRIGGERS, BOUND],
    ],
  },
  ...[
    ["api.access.deny('fetch (nothing)')".replace('fetch (', 'fetch: (')],
    ["require('node:crypto')"],
    ["require('lodash')"],
    ['cache.fetch(1)'],
    ["// await fetch('https://crm.example.com/')"],
  ].map(
    ([body]): Case => ({
      what: `harmless before the guard: ${body}`,
      changes: withAction(doing(body ?? ''), { bind: 'before' }),
      found: [],
    }),
  ),
  ...(
    [
      ["api.user.setAppMetadata('og_block', null)", 'action_writes_state'],
      ["api.refreshToken.setMetadata('og_org', 'org_1')", 'action_writes_state'],
      ['api.refreshToken.evictMetadata()', 'action_writes_state'],
      ['api.user.setAppMetadata(event.request.query.key, null)', 'action_state_unclear'],
      ['api.session.setMetadata(event.request.query.key, null)', 'action_state_unclear'],
    ] as const
  ).map(
    ([body, id]): Case => ({
      what: `what the guard reads, written before it: ${body}`,
      changes: withAction(doing(body), { bind: 'before' }),
      found: [
        ...(id === 'action_writes_state' ? [[id, CODE, 3] as const] : []),
        ['state_before_guard', TRIGGERS, BOUND],
        ...(id === 'action_writes_state' ? [] : [[id, CODE, 3] as const]),
      ],
    }),
  ),
  {
    what: 'another key of a token, written before the guard',
    changes: withAction(doing("api.refreshToken.setMetadata('plan', 'gold')"), { bind: 'before' }),
    found: [['side_effect_before_guard', TRIGGERS, BOUND]],
  },
  {
    what: 'an Action that is not in git, before the guard',
    changes: {
      [LOCAL]: withKeys({ keeps: { actions: ['bought'] } }),
      [TRIGGERS]: (text) => {
        const bindings = JSON.parse(text)
        const bought = { action_name: 'bought', display_name: 'bought' }
        return json({ ...bindings, 'post-login': [bought, ...bindings['post-login']] })
      },
    },
    found: [['unread_before_guard', TRIGGERS, '"bought"']],
  },
  {
    what: 'linking that looks something up',
    changes: withAction(doing("require('auth0'); api.authentication.setPrimaryUser('x')"), {
      bind: 'before',
    }),
    found: [['linking_with_side_effects', TRIGGERS, BOUND]],
  },
  {
    what: 'side effects at a trigger without a guard',
    changes: {
      ...withAction(FETCHES, {
        bind: 'never',
        supported_triggers: [{ id: 'post-change-password', version: 'v2' }],
      }),
      [TRIGGERS]: withKeys({
        'post-change-password': [{ action_name: 'other', display_name: 'other' }],
      }),
    },
    found: [],
  },
  {
    what: 'an Action without code',
    changes: withAction(IDLE, { code: './actions/nowhere/code.js' }),
    found: [['action_code_missing', OTHER, '"code"']],
  },
  {
    what: 'code outside of the tenant folder',
    changes: { ...withAction(IDLE, { code: '../elsewhere/code.js' }), 'elsewhere/code.js': IDLE },
    found: [['action_code_missing', OTHER, '"code"']],
  },
  {
    what: 'a module where Auth0 takes CommonJS',
    changes: withAction('export const onExecutePostLogin = async () => {}\n'),
    found: [['action_code_invalid', CODE, '']],
  },
  {
    what: 'a guard that holds an address',
    changes: {
      [RULEBOOK]: withKeys({ messages: { OG_ADMIN: 'Write to help@example.com' } }),
    },
    found: GUARDS.map((file) => ['bundle_law', file, '"name": "org-guard']),
  },
  {
    what: 'code of 100 kB and a byte',
    changes: withAction(`${IDLE}//${'x'.repeat(100_001 - IDLE.length - 2)}`),
    found: [['action_code_too_large', CODE, '']],
  },
  {
    what: 'code of 100 kB',
    changes: withAction(`${IDLE}//${'x'.repeat(100_000 - IDLE.length - 2)}`),
    found: [],
  },
  {
    what: 'more Actions than a tenant takes',
    changes: manyActions(99),
    found: [['actions_exceeded', LOCAL, '"manages"'], ...manyUnbound(99)],
  },
  {
    what: 'more bindings than a trigger takes',
    changes: {
      ...withAction(IDLE),
      [TRIGGERS]: (text) => {
        const bindings = JSON.parse(text)
        const other = { action_name: 'other', display_name: 'other' }
        return json({
          ...bindings,
          'post-login': [...bindings['post-login'], ...Array(20).fill(other)],
        })
      },
    },
    found: [['bindings_exceeded', TRIGGERS, '"post-login"']],
  },
  {
    what: 'more secrets than an Action takes',
    changes: withAction(
      `${IDLE}const names = '${[...Array(31).keys()].map((n) => `SETTING_${n}`).join(' ')}'\n`,
      { secrets: [...Array(31).keys()].map((n) => ({ name: `SETTING_${n}`, value: 'x' })) },
    ),
    found: [['action_secrets_exceeded', OTHER, '"secrets"']],
  },
  {
    what: 'a secret whose name is too long',
    changes: withAction(`${IDLE}const names = '${'N'.repeat(129)}'\n`, {
      secrets: [{ name: 'N'.repeat(129), value: 'x' }],
    }),
    found: [['action_secrets_exceeded', OTHER, 'NNNN']],
  },
  {
    what: 'a secret whose value is too long',
    changes: withAction(`${IDLE}const names = 'OG_DOMAIN'\n`, {
      secrets: [{ name: 'OG_DOMAIN', value: '@@GOOGLE_CLIENT_SECRET@@' }],
    }),
    secrets: { OG_DOMAIN: 'x'.repeat(4097) },
    found: [
      ['action_secrets_exceeded', GUARD, '"OG_DOMAIN"'],
      [
        'action_secrets_exceeded',
        'tenant/actions/org-guard-pre-user-registration.json',
        '"OG_DOMAIN"',
      ],
      ['action_secrets_exceeded', OTHER, '"OG_DOMAIN"'],
    ],
  },
  {
    what: 'more dependencies than an Action takes',
    changes: withAction(IDLE, {
      dependencies: [...Array(11).keys()].map((n) => ({ name: `package-${n}`, version: '1.0.0' })),
    }),
    found: [
      ['action_dependencies_exceeded', OTHER, '"dependencies"'],
      ['action_dependency_local', OTHER, '"dependencies"'],
    ],
  },
  {
    what: 'a dependency that moves',
    changes: withAction(IDLE, { dependencies: [{ name: 'lodash', version: 'latest' }] }),
    found: [
      ['action_dependency_unpinned', OTHER, '"latest"'],
      ['action_dependency_local', OTHER, '"dependencies"'],
    ],
  },
  {
    what: 'a dependency that Auth0 installs',
    changes: withAction(IDLE, { dependencies: [{ name: 'ms', version: '2.1.3' }] }),
    found: [['action_dependency_local', OTHER, '"dependencies"']],
  },
  {
    what: 'a runtime that is gone',
    changes: withAction(IDLE, { runtime: 'node16' }),
    found: [['action_runtime_retired', OTHER, '"runtime"']],
  },
]

function fileOf(number: number): string {
  return `tenant/actions/other-${String(number).padStart(3, '0')}`
}

function manyActions(count: number): Record<string, string> {
  return Object.fromEntries(
    [...Array(count).keys()].flatMap((number) => [
      [
        `${fileOf(number)}.json`,
        json({
          name: `other-${number}`,
          code: `./${fileOf(number).slice('tenant/'.length)}/code.js`,
          runtime: 'node22',
          supported_triggers: [{ id: 'post-login', version: 'v3' }],
          deployed: true,
        }),
      ],
      [`${fileOf(number)}/code.js`, IDLE],
    ]),
  )
}

function manyUnbound(count: number): readonly (readonly [string, string, string])[] {
  return [...Array(count).keys()].map((number) => [
    'action_unbound',
    `${fileOf(number)}.json`,
    '"name"',
  ])
}
