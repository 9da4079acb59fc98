import { anActionFile } from '../builders/an-action-file.ts'
import type { ShippingScene } from '../shipping/shipping-scene.ts'
import { denyAction } from './watch-doors.ts'

/**
 * Two states of git, and a deploy between them that touches a bit of everything: the code of the
 * guard, an Action that denies and is renamed, the order of bindings, links, options, permissions.
 */

type Git = Pick<ShippingScene, 'edit' | 'write' | 'remove'>

const DENY_BEFORE = 'deny-list'
const DENY_AFTER = 'deny-people'

/** What the deploy from the first state to the second may delete. */
export const DELETIONS = { actions: 1 }

export async function writeFirstState(git: Git): Promise<void> {
  await writeDenyAction(git, DENY_BEFORE, 'first')
  await bindAfterGuard(git, DENY_BEFORE)
}

export async function writeSecondState(git: Git): Promise<void> {
  const { edit, remove } = git
  await edit('tenant/rulebook.json', (rulebook) => ({
    ...rulebook,
    messages: { ...(rulebook.messages as object), OG_REAUTH: 'Please sign in once more.' },
  }))
  await remove(`tenant/actions/${DENY_BEFORE}`)
  await remove(`tenant/actions/${DENY_BEFORE}.json`)
  await writeDenyAction(git, DENY_AFTER, 'second')
  await bindAfterGuard(git, DENY_AFTER)
  await edit('tenant/organizations/acme.json', (acme) => ({ ...acme, display_name: 'Acme Inc.' }))
  await edit('tenant/connections/acme-oidc.json', (one) => ({ ...one, display_name: 'Acme Inc.' }))
  await edit('tenant/roles/Member.json', (role) => ({
    ...role,
    permissions: (role.permissions as unknown[]).slice(0, 1),
  }))
  await edit('tenant/tenant.json', (settings) => ({ ...settings, session_lifetime: 8 }))
}

async function writeDenyAction({ write }: Git, name: string, title: string): Promise<void> {
  await write(`tenant/actions/${name}/code.js`, denyAction(title))
  await write(`tenant/actions/${name}.json`, JSON.stringify(anActionFile(name)))
}

const bindAfterGuard = ({ edit }: Git, name: string): Promise<void> =>
  edit('tenant/triggers/triggers.json', (triggers) => ({
    ...triggers,
    'post-login': ['org-guard-post-login', name].map((action_name) => ({
      action_name,
      display_name: action_name,
    })),
  }))
