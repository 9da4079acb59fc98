import { type Lines, lines } from '../../ground/printing/lines.ts'
import type { ErasedRecords } from '../../state/erase-records.ts'
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
  ...bindings.map(describeUnbinding),
  ...streams.map(describeStream),
  ...actions.map(describeAction),
  ...(erasure === null
    ? []
    : [
        `erase the records of ${erasure.people} people in ${erasure.file}, and the tombstones of every organization`,
      ]),
  ...clients.map(describeClient),
]

/** What an erasure came to, which the plan only counts ahead. */
export const describeErased = (
  { people, organizations }: Pick<ErasedRecords, 'people' | 'organizations'>,
  file: string,
): string =>
  `erase the records of ${people} people in ${file}, and the tombstones of ${organizations} organizations`

export const describeUnbinding = ({
  trigger,
  before,
  after,
}: UninstallPlan['bindings'][number]): string =>
  `unbind from ${trigger}, which runs ${before.join(', then ')}: it will run ${after.join(', then ') || 'nothing'}`

type Named = { readonly id: string; readonly name: string }

export const describeStream = ({ name }: Named): string => `delete the stream of events ${name}`

export const describeAction = ({ name }: Named): string =>
  `delete the Action ${name}, with its secrets`

export const describeClient = ({ id, name }: Named): string =>
  `delete the client ${name} (${id}), with its grants`
