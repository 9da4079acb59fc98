import type { Hazard } from './hazard.ts'
import type { HazardScene } from './hazard-scene.ts'
import { EXPORTING_DIFFS } from './plain-deploy-cli.ts'

/** Secrets and keywords. */

const secretOf = ({ state }: HazardScene, name: string): string | undefined =>
  [...state().actions.values()]
    .find((action) => action.name === 'org-guard-post-login')
    ?.secrets.find((secret) => secret.name === name)?.value

const connection = ({ state }: HazardScene, name: string) =>
  [...state().connections.values()].find((one) => one.name === name)

const without = (keywords: HazardScene['keywords'], name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(keywords).filter(([key]) => key !== name))

export const SECRET_HAZARDS: readonly Hazard[] = [
  {
    id: 'unset-secret-literal',
    sentence: 'uploads the name of a secret that is not set as the secret',
    happens: async (scene) => {
      const { failed } = await scene.import({
        AUTH0_INCLUDED_ONLY: ['actions'],
        AUTH0_KEYWORD_REPLACE_MAPPINGS: without(scene.keywords, 'OG_SIGNING_KEY'),
      })
      return !failed && secretOf(scene, 'OG_SIGNING_KEY') === '@@OG_SIGNING_KEY@@'
    },
  },
  {
    id: 'secrets-removed',
    sentence: 'removes all secrets of an Action whose file has an empty list',
    happens: async (scene) => {
      await scene.edit('actions/org-guard-post-login.json', (one) => ({ ...one, secrets: [] }))
      await scene.import({ AUTH0_INCLUDED_ONLY: ['actions'] })
      return secretOf(scene, 'OG_SIGNING_KEY') === undefined
    },
  },
  {
    id: 'connection-secret-lost',
    sentence: 'removes a connection’s secret that is not set, and says it is preserved',
    happens: async (scene) => {
      await scene.import({
        AUTH0_INCLUDED_ONLY: ['connections'],
        AUTH0_KEYWORD_REPLACE_MAPPINGS: without(scene.keywords, 'ACME_OIDC_CLIENT_SECRET'),
      })
      const options = connection(scene, 'acme-oidc')?.options as
        | { client_secret?: string }
        | undefined
      return options?.client_secret !== scene.keywords.ACME_OIDC_CLIENT_SECRET
    },
  },
  {
    id: 'keyword-breaks-json',
    sentence: 'lets a quote in a `##` keyword break out of its text',
    happens: async (scene) => {
      await scene.edit('tenant.json', (settings) => ({ ...settings, friendly_name: '##NAME##' }))
      await scene.import({
        AUTH0_INCLUDED_ONLY: ['tenant'],
        AUTH0_KEYWORD_REPLACE_MAPPINGS: { NAME: 'x", "picture_url": "https://evil.example.net/' },
      })
      return 'picture_url' in (scene.state().settings.get('tenant-settings') ?? {})
    },
  },
  {
    id: 'keyword-in-keyword',
    sentence: 'replaces keywords inside of what it has just put in',
    happens: async (scene) => {
      await scene.edit('tenant.json', (settings) => ({ ...settings, friendly_name: '@@NAME@@' }))
      await scene.import({
        AUTH0_INCLUDED_ONLY: ['tenant'],
        AUTH0_KEYWORD_REPLACE_MAPPINGS: { NAME: '##OTHER##', OTHER: 'replaced twice' },
      })
      return scene.state().settings.get('tenant-settings')?.friendly_name === 'replaced twice'
    },
  },
  {
    id: 'keyword-in-code',
    sentence: 'replaces keywords in code, so that a secret can be read in the Dashboard',
    happens: async (scene) => {
      await scene.write(
        'actions/org-guard-post-login/code.js',
        'exports.onExecutePostLogin = async () => "##OG_SIGNING_KEY##"\n',
      )
      await scene.import({ AUTH0_INCLUDED_ONLY: ['actions'] })
      const guard = [...scene.state().actions.values()].find(
        ({ name }) => name === 'org-guard-post-login',
      )
      return guard?.code.includes(String(scene.keywords.OG_SIGNING_KEY)) === true
    },
  },
  {
    id: 'environment-replaces-keywords',
    sentence: 'takes every variable of the shell for a keyword, over what its settings say',
    happens: async (scene) => {
      await scene.edit('tenant.json', (settings) => ({ ...settings, friendly_name: '@@NAME@@' }))
      await scene.importInShell({
        args: [],
        variables: { NAME: 'of the shell' },
        settings: {
          AUTH0_INCLUDED_ONLY: ['tenant'],
          AUTH0_KEYWORD_REPLACE_MAPPINGS: { NAME: 'of git' },
        },
      })
      return scene.state().settings.get('tenant-settings')?.friendly_name === 'of the shell'
    },
  },
  {
    id: 'dry-run-shows-secrets',
    sentence: 'writes secrets of both sides into the file of differences that a dry run exports',
    happens: async (scene) => {
      const secret = 'a-secret-that-only-the-tenant-has'
      Object.assign(connection(scene, 'acme-oidc')?.options ?? {}, { client_secret: secret })
      const { output } = await scene.importInShell({
        args: ['--dry-run'],
        variables: {},
        preloads: EXPORTING_DIFFS,
        settings: {
          AUTH0_INCLUDED_ONLY: ['connections'],
          AUTH0_KEYWORD_REPLACE_MAPPINGS: scene.keywords,
        },
      })
      return [secret, String(scene.keywords.ACME_OIDC_CLIENT_SECRET)].every((one) =>
        output.includes(one),
      )
    },
  },
]
