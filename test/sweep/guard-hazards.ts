import type { Hazard } from './hazard.ts'
import type { HazardScene } from './hazard-scene.ts'

/** Actions, their versions and their bindings. */
const GUARD = 'org-guard-post-login'

const boundNames = ({ state }: HazardScene): readonly (string | undefined)[] =>
  (state().bindings.get('post-login') ?? []).map(
    ({ action_id: id }) => state().actions.get(id)?.name,
  )

async function renameGuard({ edit }: HazardScene): Promise<void> {
  await edit(`actions/${GUARD}.json`, (action) => ({ ...action, name: 'renamed-guard' }))
  await edit('triggers/triggers.json', (triggers) => ({
    ...triggers,
    'post-login': [{ action_name: 'renamed-guard', display_name: 'renamed-guard' }],
  }))
}

export const GUARD_HAZARDS: readonly Hazard[] = [
  {
    id: 'unchanged-redeployed',
    sentence: 'makes a new version of every Action, changed or not',
    happens: async (scene) => {
      const before = scene.state().actionVersions.size
      await scene.import()
      return scene.state().actionVersions.size === before + scene.state().actions.size
    },
  },
  {
    id: 'guard-deleted-first',
    sentence: 'deletes a renamed guard, bindings and all, before the new one is bound',
    happens: async (scene) => {
      await renameGuard(scene)
      // The binding of the new one is what fails.
      scene.running.control.addFault({
        path: '/api/v2/actions/triggers/*',
        method: 'PATCH',
        drop: true,
        times: 100,
      })
      await scene.import({ AUTH0_ALLOW_DELETE: true, AUTH0_INCLUDED_ONLY: ['actions', 'triggers'] })
      return boundNames(scene).length === 0
    },
  },
  {
    id: 'foreign-unbound',
    sentence: 'unbinds what somebody else bound, without a word',
    happens: async (scene) => {
      const [foreign] = [...scene.state().actions.values()].filter(({ name }) => name !== GUARD)
      const bound = scene.state().bindings.get('post-login') ?? []
      const [first] = bound
      if (first === undefined || foreign === undefined) return false
      scene
        .state()
        .bindings.set('post-login', [...bound, { ...first, id: 'x', action_id: foreign.id }])
      const { failed } = await scene.import({ AUTH0_INCLUDED_ONLY: ['triggers'] })
      return !failed && boundNames(scene).join() === GUARD
    },
  },
  {
    id: 'trigger-left-bound',
    sentence: 'leaves a trigger bound that was taken out of the file',
    happens: async (scene) => {
      await scene.edit('triggers/triggers.json', ({ 'post-login': _gone, ...rest }) => rest)
      await scene.import({ AUTH0_INCLUDED_ONLY: ['triggers'] })
      return boundNames(scene).join() === GUARD
    },
  },
  {
    id: 'second-triggers-file',
    sentence: 'reads the first file of triggers only',
    happens: async (scene) => {
      await scene.write('triggers/zz-more.json', JSON.stringify({ 'post-login': [] }))
      await scene.import({ AUTH0_INCLUDED_ONLY: ['triggers'] })
      return boundNames(scene).join() === GUARD
    },
  },
  {
    id: 'empty-folder-deletes',
    sentence: 'takes an empty folder to mean that everything of it shall go',
    happens: async (scene) => {
      await scene.remove('organizations/acme.json')
      await scene.remove('organizations/globex.json')
      await scene.import({ AUTH0_ALLOW_DELETE: true, AUTH0_INCLUDED_ONLY: ['organizations'] })
      return scene.state().organizations.size === 0
    },
  },
  {
    id: 'half-applied',
    sentence: 'leaves what was done before a failure, and says so nowhere',
    happens: async (scene) => {
      await scene.edit('clients/Reports.json', (client) => ({ ...client, description: 'Changed' }))
      await scene.edit('organizations/acme.json', (one) => ({ ...one, display_name: 'Changed' }))
      scene.running.control.addFault({ path: '/api/v2/organizations*', drop: true, times: 100 })
      const { failed } = await scene.import()
      const client = [...scene.state().clients.values()].find(({ name }) => name === 'Reports')
      return failed && client?.description === 'Changed'
    },
  },
  {
    id: 'dry-run-blind',
    sentence: 'reports no change in a dry run when only the order of bindings changed',
    happens: async (scene) => {
      const more = ['one', 'two']
      for (const name of more) await writeNote(scene, name)
      await bindNotes(scene, ['one', 'two'])
      await scene.import({ AUTH0_INCLUDED_ONLY: ['actions', 'triggers'] })
      await bindNotes(scene, ['two', 'one'])
      const { output } = await scene.import({
        AUTH0_INCLUDED_ONLY: ['triggers'],
        AUTH0_DRY_RUN: true,
      })
      return output.includes('No changes detected')
    },
  },
  {
    id: 'dry-run-cries-wolf',
    sentence: 'reports changes in a dry run although nothing changed, and ends the same either way',
    happens: async (scene) => {
      const { failed, output } = await scene.import({
        AUTH0_INCLUDED_ONLY: ['actions'],
        AUTH0_DRY_RUN: true,
      })
      return !failed && output.includes('UPDATE')
    },
  },
  {
    id: 'own-client-deleted',
    sentence: 'deletes the client it signs in with when it is given a token and no client id',
    happens: async (scene) => {
      const { clientId, clientSecret } = scene.running.machineClients.deploy
      const token = await mint(scene, clientId, clientSecret)
      await scene.import({
        AUTH0_ACCESS_TOKEN: token,
        AUTH0_CLIENT_ID: undefined,
        AUTH0_ALLOW_DELETE: true,
        AUTH0_INCLUDED_ONLY: ['clients'],
      })
      return !scene.state().clients.has(clientId)
    },
  },
]

async function writeNote({ write }: HazardScene, name: string): Promise<void> {
  await write(`actions/${name}/code.js`, 'exports.onExecutePostLogin = async () => {}\n')
  await write(
    `actions/${name}.json`,
    JSON.stringify({
      name,
      code: `./actions/${name}/code.js`,
      runtime: 'node22',
      dependencies: [],
      secrets: [],
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      deployed: true,
    }),
  )
}

const bindNotes = ({ write }: HazardScene, names: readonly string[]): Promise<void> =>
  write(
    'triggers/triggers.json',
    JSON.stringify({
      'post-login': names.map((name) => ({ action_name: name, display_name: name })),
    }),
  )

async function mint(
  { running }: HazardScene,
  clientId: string,
  clientSecret: string,
): Promise<string> {
  const { mintToken } = await import('../../scripts/auth0/mint-token.ts')
  const { domain, certificate } = running
  const proof = { kind: 'secret', secret: clientSecret } as const
  const minting = await mintToken({ domain, certificate }, { clientId, proof })
  return minting.kind === 'minted' ? minting.token.text : ''
}
