import { makeLocalSecrets } from '../../scripts/shipping/local-secrets.ts'
import { EXPORTING_DIFFS } from '../sweep/plain-deploy-cli.ts'
import { addAction } from './add-action.ts'
import type { Ground, Hazard } from './hazard.ts'
import { named } from './named.ts'

/** Secrets and keywords. */

const GATE = 'org-guard-pre-user-registration'
const GUARD = 'org-guard-post-login'
const ACME_SECRET = 'ACME_OIDC_CLIENT_SECRET'
const TENANT_SECRET = 'a-secret-that-only-the-tenant-has'
const MARKED_SECRET = 'a secret with @@OG_SIGNING_KEY@@ in it'

const secretOf = ({ running }: Ground, action: string, name: string): string | undefined =>
  named(running.tenant.state.actions, action)?.secrets.find((secret) => secret.name === name)?.value

const optionsOf = ({ running }: Ground) =>
  named(running.tenant.state.connections, 'acme-oidc')?.options as
    | { client_secret?: string; [option: string]: unknown }
    | undefined

const tenantName = ({ running }: Ground): unknown =>
  running.tenant.state.settings.get('tenant-settings')?.friendly_name

const nameTenant = ({ edit }: Ground, friendly_name: string): Promise<void> =>
  edit('tenant.json', (settings) => ({ ...settings, friendly_name }))

const secretInGit = ({ running }: Ground): string =>
  makeLocalSecrets([ACME_SECRET], running)[ACME_SECRET] ?? ''

export const SECRET_HAZARDS: readonly Hazard[] = [
  {
    id: 'unset-secret-literal',
    sentence: 'uploads the name of a secret that is not set as the secret',
    change: ({ setVariable }) => setVariable('OG_CLIENT_SECRET', ''),
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['actions'] },
      happened: (ground, { failed }) =>
        !failed && secretOf(ground, GATE, 'OG_CLIENT_SECRET') === '@@OG_CLIENT_SECRET@@',
    },
    ours: [
      { deploy: ['secret_missing'] },
      {
        change: ({ setVariable }) => setVariable('AUTH0_CLIENT_ID', ''),
        deploy: ['secret_missing', 'credential_missing'],
      },
    ],
  },
  {
    id: 'secrets-removed',
    sentence: 'removes all secrets of an Action whose file has an empty list',
    change: ({ edit }) => edit(`actions/${GUARD}.json`, (one) => ({ ...one, secrets: [] })),
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['actions'] },
      happened: (ground) => secretOf(ground, GUARD, 'OG_SIGNING_KEY') === undefined,
    },
    ours: [{ plan: 'differences', says: 'secrets[OG_SIGNING_KEY] removed' }],
  },
  {
    id: 'connection-secret-lost',
    sentence: 'removes a connection’s secret that is not set, and says it is preserved',
    before: (ground) => Object.assign(optionsOf(ground) ?? {}, { client_secret: TENANT_SECRET }),
    change: ({ edit }) =>
      edit('connections/acme-oidc.json', (one) => {
        const { client_secret: _gone, ...options } = one.options as Record<string, unknown>
        return { ...one, display_name: 'Acme Inc.', options }
      }),
    plain: {
      // Ours refuses a secret that is not set, and keeps one that git does not speak of.
      change: ({ setVariable }) => setVariable(ACME_SECRET, ''),
      settings: { AUTH0_INCLUDED_ONLY: ['connections'] },
      happened: (ground) => optionsOf(ground)?.client_secret !== TENANT_SECRET,
    },
    ours: [{ deploy: 'done', keeps: optionsOf }],
  },
  {
    id: 'keyword-breaks-json',
    sentence: 'lets a quote in a `##` keyword break out of its text',
    change: async (ground) => {
      await nameTenant(ground, '##NAME##')
      await ground.setKeyword('NAME', 'x" "y')
    },
    plain: {
      change: async (ground) => {
        await nameTenant(ground, '##NAME##')
        await ground.setKeyword('NAME', 'x", "picture_url": "https://evil.example.net/')
      },
      settings: { AUTH0_INCLUDED_ONLY: ['tenant'] },
      happened: ({ running }) =>
        'picture_url' in (running.tenant.state.settings.get('tenant-settings') ?? {}),
    },
    ours: [
      { deploy: ['folder_refused'] },
      {
        change: ({ edit }) =>
          edit('environments/local.json', ({ secrets, ...environment }) => ({
            ...environment,
            keywords: {},
            secrets: [...(secrets as string[]), 'NAME'],
          })),
        deploy: ['secret_misplaced'],
      },
    ],
  },
  {
    id: 'keyword-in-keyword',
    sentence: 'replaces keywords inside of what it has just put in',
    change: async (ground) => {
      await nameTenant(ground, '@@NAME@@')
      await ground.setKeyword('NAME', '##OTHER##')
      await ground.setKeyword('OTHER', 'replaced twice')
    },
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['tenant'] },
      happened: (ground) => tenantName(ground) === 'replaced twice',
    },
    ours: [
      { deploy: ['keyword_value_marked'] },
      {
        // The Deploy CLI never sees a secret, so it has nothing to replace in it.
        change: async (ground) => {
          await ground.setKeyword('NAME', 'of git')
          ground.setVariable('OG_CLIENT_SECRET', MARKED_SECRET)
        },
        deploy: 'done',
        holds: [(ground) => secretOf(ground, GATE, 'OG_CLIENT_SECRET'), MARKED_SECRET],
      },
    ],
  },
  {
    id: 'keyword-in-code',
    sentence: 'replaces keywords in code, so that a secret can be read in the Dashboard',
    change: (ground) =>
      addAction(ground, 'leaky', 'exports.onExecutePostLogin = async () => "##OG_SIGNING_KEY##"\n'),
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['actions'] },
      happened: (ground) =>
        named(ground.running.tenant.state.actions, 'leaky')?.code.includes(
          secretOf(ground, GUARD, 'OG_SIGNING_KEY') ?? 'no key',
        ) === true,
    },
    ours: [{ deploy: ['secret_misplaced'] }],
  },
  {
    id: 'environment-replaces-keywords',
    sentence: 'takes every variable of the shell for a keyword, over what its settings say',
    change: async (ground) => {
      await nameTenant(ground, '@@NAME@@')
      await ground.setKeyword('NAME', 'of git')
      ground.setVariable('NAME', 'of the shell')
    },
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['tenant'] },
      inShell: { args: [] },
      happened: (ground) => tenantName(ground) === 'of the shell',
    },
    ours: [{ deploy: 'done', holds: [tenantName, 'of git'] }],
  },
  {
    id: 'dry-run-shows-secrets',
    sentence: 'writes secrets of both sides into the file of differences that a dry run exports',
    before: (ground) => Object.assign(optionsOf(ground) ?? {}, { client_secret: TENANT_SECRET }),
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['connections'] },
      inShell: { args: ['--dry-run'], preloads: EXPORTING_DIFFS },
      happened: (ground, { output }) =>
        [TENANT_SECRET, secretInGit(ground)].every((one) => output.includes(one)),
    },
    ours: [{ plan: 'differences', says: 'options.client_secret', neverSays: TENANT_SECRET }],
  },
]
