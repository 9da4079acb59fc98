import type { Hazard } from './hazard.ts'
import type { HazardScene } from './hazard-scene.ts'

/** What hangs on organizations, roles and connections. */

const acme = ({ state }: HazardScene) =>
  [...state().organizations.values()].find(({ name }) => name === 'acme')

const linksOf = (scene: HazardScene): number =>
  scene.state().organizationConnections.filter((link) => link.organization_id === acme(scene)?.id)
    .length

const connection = ({ state }: HazardScene, name: string) =>
  [...state().connections.values()].find((one) => one.name === name)

const ORGANIZATIONS = { AUTH0_INCLUDED_ONLY: ['organizations'] }

export const LINK_HAZARDS: readonly Hazard[] = [
  {
    id: 'typo-unlinks',
    sentence: 'unlinks an organization’s connection whose name is mistyped, without a word',
    happens: async (scene) => {
      await scene.edit('organizations/acme.json', (one) => ({
        ...one,
        connections: [{ name: 'acme-oidk' }, { name: 'members' }],
      }))
      const { failed } = await scene.import(ORGANIZATIONS)
      return !failed && linksOf(scene) === 1
    },
  },
  {
    id: 'omitted-unlinks',
    sentence: 'unlinks all connections of an organization whose file does not speak of them',
    happens: async (scene) => {
      await scene.edit('organizations/acme.json', ({ connections: _left, ...one }) => one)
      await scene.import(ORGANIZATIONS)
      return linksOf(scene) === 0
    },
  },
  {
    id: 'omitted-ungrants',
    sentence: 'takes all grants of an organization whose file does not speak of them',
    happens: async (scene) => {
      const grant = [...scene.state().clientGrants.values()].find(
        ({ audience }) => audience === 'https://api.example.com/',
      )
      scene.state().organizationClientGrants.push({
        organization_id: acme(scene)?.id ?? '',
        grant_id: grant?.id ?? '',
      })
      await scene.import(ORGANIZATIONS)
      return scene.state().organizationClientGrants.length === 0
    },
  },
  {
    id: 'role-without-permissions',
    sentence:
      'takes all permissions of every role, then gives them back: stopped between, they are gone',
    happens: async (scene) => {
      scene.running.control.addFault({
        path: '/api/v2/roles/*/permissions',
        method: 'POST',
        drop: true,
        times: 100,
      })
      await scene.import({ AUTH0_INCLUDED_ONLY: ['roles'] })
      return [...scene.state().roles.values()].some(({ permissions }) => permissions.length === 0)
    },
  },
  {
    id: 'options-dropped',
    sentence: 'drops options of a connection that its file does not speak of',
    happens: async (scene) => {
      const oidc = connection(scene, 'acme-oidc')
      Object.assign(oidc?.options ?? {}, { icon_url: 'https://acme.example.com/icon.png' })
      await scene.import({ AUTH0_INCLUDED_ONLY: ['connections'] })
      return !('icon_url' in ((connection(scene, 'acme-oidc')?.options ?? {}) as object))
    },
  },
  {
    id: 'last-client-stays',
    sentence: 'leaves the clients of a connection enabled when git wants none',
    happens: async (scene) => {
      await scene.edit('connections/google-oauth2.json', (one) => ({ ...one, enabled_clients: [] }))
      const { failed } = await scene.import({ AUTH0_INCLUDED_ONLY: ['connections'] })
      return !failed && connection(scene, 'google-oauth2')?.enabled_clients.length === 1
    },
  },
  {
    id: 'unknown-client-ignored',
    sentence: 'ends well although a connection names a client that does not exist',
    happens: async (scene) => {
      await scene.edit('connections/google-oauth2.json', (one) => ({
        ...one,
        enabled_clients: ['Reports', 'Repotrs'],
      }))
      const { failed } = await scene.import({ AUTH0_INCLUDED_ONLY: ['connections'] })
      return !failed
    },
  },
]
