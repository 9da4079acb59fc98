import type { ScratchCheckout } from './scratch-checkout.ts'
import { denyAction } from './watch-doors.ts'

/**
 * Two states of git, and a deploy between them that touches a bit of everything: the code of the
 * guard, an Action that denies and is renamed, the order of bindings, links, options, permissions.
 */

const DENY_BEFORE = 'deny-list'
const DENY_AFTER = 'deny-people'

/** What the deploy from the first state to the second may delete. */
export const DELETIONS = { actions: 1 }

export async function writeFirstState(checkout: ScratchCheckout): Promise<void> {
  await writeDenyAction(checkout, DENY_BEFORE, 'first')
  await bindAfterGuard(checkout, DENY_BEFORE)
}

export async function writeSecondState(checkout: ScratchCheckout): Promise<void> {
  const { edit, remove } = checkout
  await edit('tenant/rulebook.json', (rulebook) => ({
    ...rulebook,
    messages: { ...(rulebook.messages as object), OG_REAUTH: 'Please sign in once more.' },
  }))
  await remove(`tenant/actions/${DENY_BEFORE}`)
  await remove(`tenant/actions/${DENY_BEFORE}.json`)
  await writeDenyAction(checkout, DENY_AFTER, 'second')
  await bindAfterGuard(checkout, DENY_AFTER)
  await edit('tenant/organizations/acme.json', (acme) => ({ ...acme, display_name: 'Acme Inc.' }))
  await edit('tenant/connections/acme-oidc.json', (one) => ({ ...one, display_name: 'Acme Inc.' }))
  await edit('tenant/roles/Member.json', (role) => ({
    ...role,
    permissions: (role.permissions as unknown[]).slice(0, 1),
  }))
  await edit('tenant/tenant.json', (settings) => ({ ...settings, session_lifetime: 8 }))
}

async function writeDenyAction(
  { write }: ScratchCheckout,
  name: string,
  title: string,
): Promise<void> {
  await write(`tenant/actions/${name}/code.js`, denyAction(title))
  await write(
    `tenant/actions/${name}.json`,
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

const bindAfterGuard = ({ edit }: ScratchCheckout, name: string): Promise<void> =>
  edit('tenant/triggers/triggers.json', (triggers) => ({
    ...triggers,
    'post-login': ['org-guard-post-login', name].map((action_name) => ({
      action_name,
      display_name: action_name,
    })),
  }))
