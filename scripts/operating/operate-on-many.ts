import { resolve } from 'node:path'
import { organizationOf } from '../administration/find-within-reach.ts'
import type { Observed } from '../administration/observation.ts'
import type { Receipt } from '../administration/receipt.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { type DoneFile, openDoneFile } from './done-file.ts'
import { type Foreseen, foresee } from './foresee.ts'
import type { MemberOperation } from './member-operations.ts'
import { observeOnce } from './observe-once.ts'
import { type MemberTarget, type Operating, organizationAsked } from './operating.ts'
import { permitted } from './permitted.ts'
import { countPeople, type ListedPerson, readPeople } from './read-people.ts'
import { renderObserved } from './render-receipt.ts'

export type ManyGiven = {
  readonly verb: string
  /** Paths. */
  readonly from: string
  readonly done: string
  readonly dryRun: boolean
}

type Left = { readonly line: number; readonly person: string; readonly faults: readonly Fault[] }

/** What came of a list. Whoever was left out is to be found by running it again. */
type Report = {
  readonly people: number
  readonly done: number
  /** In the file of receipts already. */
  readonly skipped: number
  readonly failed: number
  /** It was stopped before them: nobody else could have been done. */
  readonly untried: number
  /** The first of them. */
  readonly left: readonly Left[]
  /** Of whoever was shut out: what was seen of it, once for each place. */
  readonly observed: readonly Observed[]
}

const MOST_TOLD = 1_000

/**
 * Does one thing to everybody of a list, one after the other. Whoever it cannot be done to does not keep
 * the others from it.
 * @throws UserFault for the list, before anything is done
 */
export async function operateOnMany(
  given: ManyGiven,
  operation: MemberOperation,
  opened: Operating,
): Promise<Answer> {
  const { tools, observed } = observeOnce(opened.tools)
  const operating = { ...opened, tools }
  const { root, progress } = operating.surroundings
  const { verb, from, dryRun } = given
  const path = resolve(root, from)
  const people = await countPeople(path, from, (listed) =>
    faultOf(listed, given, operation, operating),
  )
  const file = given.done === '' || dryRun ? null : await openDoneFile(resolve(root, given.done))
  const counts = { done: 0, skipped: 0, failed: 0 }
  const left: Left[] = []
  try {
    for await (const listed of readPeople(path, from)) {
      const outcome = await operateOnListed(given, operation, operating, file, listed)
      if (typeof outcome === 'string') counts[outcome] += 1
      else {
        counts.failed += 1
        const { line, user } = listed
        if (left.length < MOST_TOLD) left.push({ line, person: user, faults: outcome })
      }
      const { done, skipped, failed } = counts
      progress(`${verb}: ${done + skipped + failed} of ${people}`, true)
      if (typeof outcome !== 'string' && outcome.some(({ code }) => OF_EVERYBODY.has(code))) break
    }
  } finally {
    await file?.close()
  }
  const untried = people - counts.done - counts.skipped - counts.failed
  return answerOf({ people, ...counts, untried, left, observed: observed() }, dryRun)
}

/** What the next person would meet too. */
const OF_EVERYBODY: ReadonlySet<string> = new Set(['token_refused'])

/** Whose organization is none is known beforehand; not to an administrator, who is refused when it is their turn. */
function faultOf(
  { line, organization: named }: ListedPerson,
  { from }: ManyGiven,
  { needs }: MemberOperation,
  { names, wanted, actor }: Operating,
): Fault | null {
  if (!needs.includes('organization')) return null
  const name = named === '' ? wanted.organization : named
  if (actor.kind === 'administrator' || names.organizations.some((one) => one.name === name))
    return null
  return {
    code: 'list_invalid',
    message:
      name === ''
        ? `line ${line} of \`${from}\` names no organization`
        : `line ${line} of \`${from}\` names the organization \`${name}\`, which the tenant does not have`,
    fix: 'name one of its organizations in the line, or all at once with `--organization`',
  }
}

/** What was done, or the faults. */
async function operateOnListed(
  { verb, dryRun }: ManyGiven,
  operation: MemberOperation,
  operating: Operating,
  file: DoneFile | null,
  { user, organization: named }: ListedPerson,
): Promise<'done' | 'skipped' | readonly Fault[]> {
  const { wanted, access, actor } = operating
  const name = named === '' ? wanted.organization : named
  const isOfOrganization = operation.needs.includes('organization')
  const work = async (): Promise<'done' | 'skipped'> => {
    const asked = name === '' || !isOfOrganization ? undefined : organizationAsked(operating, name)
    const organization = isOfOrganization ? organizationOf(actor, asked) : null
    if (file?.has({ operation: verb, person: user, organization })) return 'skipped'
    const target: MemberTarget = {
      person: user,
      ...(organization === null ? {} : { organization }),
    }
    const done: Receipt | Foreseen = dryRun
      ? await foresee(verb, operation, operating, target)
      : await operation.run(operating, target)
    if (!('isDryRun' in done)) await file?.append(done)
    return 'done'
  }
  try {
    return await permitted(access.address.domain, verb, work)
  } catch (error) {
    if (error instanceof UserFault) return error.faults
    return [operationFailed(error)]
  }
}

function answerOf(report: Report, dryRun: boolean): Answer {
  const { people, done, skipped, failed, untried, left, observed } = report
  const isWhole = failed + untried === 0 && observed.every(({ holds }) => holds)
  const what = dryRun ? 'would be done to' : 'done to'
  return {
    exit: isWhole ? EXIT.ok : EXIT.differences,
    json: { ...report, isDryRun: dryRun },
    text: lines(
      `${what} ${done} of ${people}, skipped ${skipped}, failed ${failed}`,
      ...observed.map(renderObserved),
      ...left.flatMap(({ line, person, faults }) =>
        faults.map(({ code, message }) => `line ${line}: ${person}: ${code}: ${message}`),
      ),
      ...(untried === 0 ? [] : [`stopped: ${untried} were not tried`]),
      ...(failed > left.length ? [`and ${failed - left.length} more`] : []),
    ),
  }
}

const operationFailed = (error: unknown): Fault => ({
  code: 'operation_failed',
  message: error instanceof Error ? error.message : String(error),
  fix: 'run it again for this person alone',
})
