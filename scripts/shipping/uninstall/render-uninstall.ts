import { type Lines, lines } from '../../ground/printing/lines.ts'
import type { UninstallPlan } from './plan-uninstall.ts'

/** What else is asked for, beside what the plan has found. */
export type AskedErasure = { readonly file: string; readonly people: number } | null

/** @param heading names the tenant */
export const renderUninstall = (
  plan: UninstallPlan,
  erasure: AskedErasure,
  heading: string,
): Lines =>
  lines(
    heading,
    ...describeUninstall(plan, erasure).map((line) => `  ${line}`),
    ...plan.unknownClients.map((id) => `  not in the tenant: the client ${id}`),
    ...(plan.clients.length === 0
      ? ['  stays: every machine client; `--clients` names those that go']
      : []),
    ...(erasure === null
      ? [
          '  stays: what is stored in profiles and organizations; `--records` erases it, by a user export',
        ]
      : []),
    'from then on nobody is refused: whoever only `og_block` keeps out gets in; block them in Auth0 before',
  )

/** Each step in words, in the order in which they are taken. */
export const describeUninstall = (
  { bindings, streams, actions, clients }: UninstallPlan,
  erasure: AskedErasure,
): readonly string[] => [
  ...bindings.map(
    ({ trigger, before, after }) =>
      `unbind from ${trigger}, which runs ${before.join(', then ')}: it will run ${after.join(', then ') || 'nothing'}`,
  ),
  ...streams.map(({ name }) => `delete the stream of events ${name}`),
  ...actions.map(({ name }) => `delete the Action ${name}, with its secrets`),
  ...(erasure === null
    ? []
    : [
        `erase the records of ${erasure.people} people in ${erasure.file}, and the tombstones of every organization`,
      ]),
  ...clients.map(({ id, name }) => `delete the client ${name} (${id}), with its grants`),
]
