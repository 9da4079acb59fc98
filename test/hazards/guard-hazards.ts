import { mintToken } from '../../scripts/auth0/mint-token.ts'
import { addAction } from './add-action.ts'
import type { Ground, Hazard } from './hazard.ts'
import { named } from './named.ts'

/** Actions, their versions and their bindings; what a dry run says; what a failure leaves. */
const GUARD = 'org-guard-post-login'
const FOREIGN = 'foreign'
const BINDING_REFUSED = {
  path: '/api/v2/actions/triggers/*',
  method: 'PATCH',
  status: 400,
  times: 99,
}

const state = ({ running }: Ground) => running.tenant.state

const boundNames = (ground: Ground): readonly (string | undefined)[] =>
  (state(ground).bindings.get('post-login') ?? []).map(
    ({ action_id: id }) => state(ground).actions.get(id)?.name,
  )

const bind = ({ edit }: Ground, ...names: readonly string[]): Promise<void> =>
  edit('triggers/triggers.json', (triggers) => ({
    ...triggers,
    'post-login': names.map((name) => ({ action_name: name, display_name: name })),
  }))

const hasOwnClient = (ground: Ground): boolean =>
  state(ground).clients.has(ground.running.machineClients.deploy.clientId)

/** A change that has nothing to do with what a row is about, so that there is something to deploy. */
const describeRole = ({ edit }: Ground): Promise<void> =>
  edit('roles/Member.json', (role) => ({ ...role, description: 'Works' }))

const describeReports = ({ edit }: Ground): Promise<void> =>
  edit('clients/Reports.json', (client) => ({ ...client, description: 'Changed' }))

/** An Action that git does not know, as a copy of the guard: it would take a build to make one. */
function bindForeign(ground: Ground): void {
  const { actions, bindings } = state(ground)
  const bound = bindings.get('post-login') ?? []
  const [first] = bound
  const guard = named(actions, GUARD)
  if (first === undefined || guard === undefined) throw new Error('the guard is not bound')
  actions.set(FOREIGN, { ...guard, id: FOREIGN, name: FOREIGN })
  bindings.set('post-login', [...bound, { ...first, id: 'x', action_id: FOREIGN }])
}

export const GUARD_HAZARDS: readonly Hazard[] = [
  {
    id: 'unchanged-redeployed',
    sentence: 'makes a new version of every Action, changed or not',
    change: describeRole,
    plain: {
      happened: (ground) => state(ground).actionVersions.size === 2 * state(ground).actions.size,
    },
    ours: [
      {
        deploy: 'done',
        holds: [(ground) => state(ground).actionVersions.size - state(ground).actions.size, 0],
      },
    ],
  },
  {
    id: 'guard-deleted-first',
    sentence: 'deletes a renamed guard, bindings and all, before the new one is bound',
    before: async (ground) => {
      await addAction(ground, 'old-note')
      await bind(ground, GUARD, 'old-note')
      await ground.deploy()
    },
    change: async (ground) => {
      await ground.remove('actions/old-note.json')
      await addAction(ground, 'new-note')
      await bind(ground, GUARD, 'new-note')
    },
    plain: {
      refused: [BINDING_REFUSED],
      settings: { AUTH0_ALLOW_DELETE: true, AUTH0_INCLUDED_ONLY: ['actions', 'triggers'] },
      happened: (ground, { failed }) => failed && boundNames(ground).join() === GUARD,
    },
    ours: [
      {
        deploy: ['deploy_failed'],
        allowed: { actions: 1 },
        refused: [BINDING_REFUSED],
        holds: [boundNames, [GUARD, 'old-note']],
      },
      {
        deploy: 'done',
        allowed: { actions: 1 },
        holds: [
          (ground) => [boundNames(ground), named(state(ground).actions, 'old-note')],
          [[GUARD, 'new-note'], undefined],
        ],
      },
    ],
  },
  {
    id: 'foreign-unbound',
    sentence: 'unbinds what somebody else bound, without a word',
    before: bindForeign,
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['triggers'] },
      happened: (ground, { failed }) => !failed && boundNames(ground).join() === GUARD,
    },
    ours: [
      { plan: 'differences' },
      {
        deploy: ['binding_unknown', 'deletion_not_allowed'],
        written: [],
        holds: [boundNames, [GUARD, FOREIGN]],
      },
    ],
  },
  {
    id: 'trigger-left-bound',
    sentence: 'leaves a trigger bound that was taken out of the file',
    change: ({ edit }) =>
      edit('triggers/triggers.json', ({ 'post-login': _gone, ...rest }) => rest),
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['triggers'] },
      happened: (ground) => boundNames(ground).join() === GUARD,
    },
    ours: [
      {
        plan: 'nothing to do',
        says: `post-login: not in triggers.json, so left as it is: ${GUARD} stays bound`,
      },
    ],
  },
  {
    id: 'second-triggers-file',
    sentence: 'reads the first file of triggers only',
    change: async (ground) => {
      await ground.write('triggers/zz-more.json', JSON.stringify({ 'post-login': [] }))
      await describeRole(ground)
    },
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['triggers'] },
      happened: (ground) => boundNames(ground).join() === GUARD,
    },
    ours: [{ deploy: ['triggers_file_ignored'] }],
  },
  {
    id: 'empty-folder-deletes',
    sentence: 'takes an empty folder to mean that everything of it shall go',
    change: async ({ remove }) => {
      await remove('organizations/acme.json')
      await remove('organizations/globex.json')
    },
    plain: {
      settings: { AUTH0_ALLOW_DELETE: true, AUTH0_INCLUDED_ONLY: ['organizations'] },
      happened: (ground) => state(ground).organizations.size === 0,
    },
    ours: [
      {
        deploy: ['deletion_not_allowed'],
        holds: [(ground) => state(ground).organizations.size, 2],
      },
    ],
  },
  {
    id: 'half-applied',
    sentence: 'leaves what was done before a failure, and says so nowhere',
    change: async (ground) => {
      await describeReports(ground)
      await ground.edit('organizations/acme.json', (one) => ({ ...one, display_name: 'Changed' }))
    },
    plain: {
      refused: [{ path: '/api/v2/organizations*', drop: true, times: 100 }],
      happened: (ground, { failed }) =>
        failed && named(state(ground).clients, 'Reports')?.description === 'Changed',
    },
    ours: [
      {
        deploy: ['deploy_failed'],
        refused: [{ path: '/api/v2/organizations/*', method: 'PATCH', status: 400, times: 99 }],
      },
      { plan: 'differences', changes: ['acme'] },
      { deploy: 'done' },
    ],
  },
  {
    id: 'dry-run-blind',
    sentence: 'reports no change in a dry run when only the order of bindings changed',
    before: async (ground) => {
      await addAction(ground, 'one')
      await bind(ground, GUARD, 'one')
      await ground.deploy()
    },
    change: (ground) => bind(ground, 'one', GUARD),
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['triggers'], AUTH0_DRY_RUN: true },
      happened: (_ground, { output }) => output.includes('No changes detected'),
    },
    ours: [
      { plan: 'differences', says: 'only the order changes' },
      { deploy: 'done', written: ['PATCH /actions/triggers/post-login/bindings'] },
    ],
  },
  {
    id: 'dry-run-cries-wolf',
    sentence: 'reports changes in a dry run although nothing changed, and ends the same either way',
    plain: {
      settings: { AUTH0_INCLUDED_ONLY: ['actions'], AUTH0_DRY_RUN: true },
      happened: (_ground, { failed, output }) => !failed && output.includes('UPDATE'),
    },
    ours: [{ plan: 'nothing to do', says: /^nothing to do/ }],
  },
  {
    id: 'own-client-deleted',
    sentence: 'deletes the client it signs in with when it is given a token and no client id',
    change: async (ground) => {
      await describeRole(ground)
      await describeReports(ground)
    },
    plain: {
      settings: async (ground) => ({
        AUTH0_ACCESS_TOKEN: await mint(ground),
        AUTH0_CLIENT_ID: undefined,
        AUTH0_ALLOW_DELETE: true,
        AUTH0_INCLUDED_ONLY: ['clients'],
      }),
      happened: (ground) => !hasOwnClient(ground),
    },
    ours: [
      { deploy: 'done', holds: [hasOwnClient, true] },
      { plan: 'nothing to do', changes: [] },
    ],
  },
]

async function mint({ running }: Ground): Promise<string> {
  const { domain, certificate, machineClients } = running
  const { clientId, clientSecret: secret } = machineClients.deploy
  const proof = { kind: 'secret', secret } as const
  const minting = await mintToken({ domain, certificate }, { clientId, proof })
  return minting.kind === 'minted' ? minting.token.text : ''
}
