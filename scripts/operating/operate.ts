import { actorAtHand, openAdministration } from '../administration/open-administration.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { assertTyped } from '../shipping/apply/assert-allowed.ts'
import { foresee, renderForeseen } from './foresee.ts'
import {
  type Demands,
  MEMBER_OPERATIONS,
  type MemberOperation,
  type MemberVerb,
} from './member-operations.ts'
import { MEMBER_VIEWS, type MemberView } from './member-views.ts'
import { operateOnMany } from './operate-on-many.ts'
import {
  type MemberTarget,
  type Operating,
  organizationAsked,
  organizationNameIn,
  type Wanted,
} from './operating.ts'
import { optionFaults } from './option-faults.ts'
import { permitted } from './permitted.ts'
import { printGrant } from './print-grant.ts'
import { renderReceipt } from './render-receipt.ts'

export type OperateGiven = Wanted & {
  readonly verb: MemberVerb | keyof typeof MEMBER_VIEWS
  readonly domain: string
  readonly audit: string
  /** Path of a list of people; empty for one person. */
  readonly from: string
  /** Path of the receipts of that list. */
  readonly done: string
  readonly dryRun: boolean
  readonly yes: boolean
}

/**
 * Does one thing to people, or looks at them.
 * @throws UserFault with everything that is missing, not permitted, or refused by the tenant
 */
export async function operate(given: OperateGiven, surroundings: Surroundings): Promise<Answer> {
  const { verb } = given
  if (isView(verb)) {
    const view: MemberView = MEMBER_VIEWS[verb]
    refuseFaults(optionFaults(given, view, surroundings))
    const operating = await open(given, view, surroundings)
    const { domain } = operating.access.address
    return permitted(domain, 'reading', async () => view.show(operating, targetOf(operating)))
  }
  if (verb === 'grant' && given.user === '' && given.from === '') {
    refuseFaults(optionFaults(given, PRINTED_GRANT, surroundings))
    return printGrant(given, surroundings)
  }
  const operation: MemberOperation = MEMBER_OPERATIONS[verb]
  refuseFaults([
    ...optionFaults(given, operation, surroundings),
    ...(operation.isFinal && !given.yes && !given.dryRun ? [confirmationMissing(verb)] : []),
  ])
  const operating = await open(given, operation, surroundings)
  if (!given.dryRun) {
    assertTyped(operating.project, operating.access.address.domain, given.domain)
  }
  if (given.from !== '') return operateOnMany(given, operation, operating)
  return operateOnOne(given, operation, operating)
}

const isView = (verb: OperateGiven['verb']): verb is keyof typeof MEMBER_VIEWS =>
  Object.hasOwn(MEMBER_VIEWS, verb)

const PRINTED_GRANT: Demands = { needs: ['organization'], takes: ['until'] }

async function operateOnOne(
  { verb, dryRun }: OperateGiven,
  operation: MemberOperation,
  operating: Operating,
): Promise<Answer> {
  const { access, names } = operating
  const { domain } = access.address
  const target = targetOf(operating)
  if (dryRun) {
    const seen = await permitted(domain, 'reading', () =>
      foresee(verb, operation, operating, target),
    )
    return { exit: EXIT.ok, json: seen, text: renderForeseen(seen) }
  }
  const receipt = await permitted(domain, verb, async () => operation.run(operating, target))
  const text = renderReceipt(receipt, organizationNameIn(names))
  const holds = receipt.observed?.holds ?? true
  return { exit: holds ? EXIT.ok : EXIT.differences, json: receipt, text }
}

/** Beside `ADMINISTRATION_SCOPES`: names are looked up. */
export const NAME_SCOPES: readonly string[] = ['read:clients']

async function open(
  given: OperateGiven,
  { scopes = [], whereRevocable = [] }: Demands,
  surroundings: Surroundings,
): Promise<Operating> {
  const opened = await openAdministration(given, surroundings, [...NAME_SCOPES, ...scopes])
  const { tools, access } = opened
  if (tools.settings.revocation) assertScopes(access, whereRevocable)
  const { domain } = access.address
  const names = await permitted(domain, 'reading names', () => listTenantNames(tools.management))
  const actor = await actorAtHand(opened, surroundings)
  return { ...opened, actor, names, wanted: given, surroundings }
}

function targetOf(operating: Operating): MemberTarget {
  const { user, organization } = operating.wanted
  const place =
    organization === '' ? {} : { organization: organizationAsked(operating, organization) }
  return { person: user, ...place }
}

const confirmationMissing = (verb: string): Fault => ({
  code: 'confirmation_missing',
  message: `\`${verb}\` ends what nothing brings back`,
  fix: 'look at what it would do with `--dry-run`, then add `--yes`',
})
