import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { canonicalJson } from '../../ground/json-value.ts'
import { parseValue } from '../../ground/parse-json-file.ts'
import { printable } from '../../ground/printing/printable.ts'
import { type Fault, refuseFaults, UserFault } from '../../ground/user-fault.ts'
import { type Change, Plan } from './plan.ts'
import { openPart } from './resource-fingerprints.ts'

export const planHash = (plan: Plan): string =>
  createHash('sha256').update(canonicalJson(plan)).digest('hex')

export const storePlan = (root: string, file: string, plan: Plan): Promise<void> =>
  writeFile(resolve(root, file), `${printable(JSON.stringify(plan, null, 2))}\n`)

/** @throws UserFault when the file is not there, or is no plan */
export async function readPlan(root: string, file: string): Promise<Plan> {
  const text = await readFile(resolve(root, file), 'utf8').catch(() => null)
  if (text === null) throw new UserFault([planMissing(file)])
  try {
    return parseValue(JSON.parse(text), Plan, 'plan_invalid', { file })
  } catch (error) {
    if (error instanceof UserFault) throw error
    throw new UserFault([planMissing(file)])
  }
}

/**
 * A stored plan is applied as it is, or not at all: for the build it was made from, and as long as
 * nothing that it touches has moved in the tenant.
 * @throws UserFault naming everything that is no longer as it was
 */
export function assertStillTrue(stored: Plan, current: Plan): void {
  refuseFaults(differentAddress(stored, current))
  const movedKeys = moved(stored, current)
  const others = otherChanges(stored, current, new Set(movedKeys))
  const isExplained =
    stored.desired !== current.desired || movedKeys.length > 0 || others.length > 0
  refuseFaults([
    ...(stored.desired === current.desired ? [] : [builtAnew(stored)]),
    ...movedKeys.map(hasMoved),
    ...others,
    ...(isExplained ? [] : otherWrites(stored, current)),
  ])
}

function differentAddress(stored: Plan, current: Plan): readonly Fault[] {
  const isSame = stored.environment === current.environment && stored.domain === current.domain
  if (isSame) return []
  return [
    {
      code: 'plan_of_other_tenant',
      message: `the plan is for \`${stored.environment}\` at \`${stored.domain}\`, and this is \`${current.environment}\` at \`${current.domain}\``,
      fix: 'name the environment of the plan, or plan anew',
    },
  ]
}

/** Objects that the plan touches, or wanted to create, which are not as they were read. */
function moved(stored: Plan, current: Plan): readonly string[] {
  // Under different keys only what needs none can be compared.
  const isSame = isSameKey(stored, current)
  const read = ({ fingerprints }: Plan, key: string): string =>
    isSame ? (fingerprints[key] ?? '') : openPart(fingerprints[key])
  // Of what needs no change nothing is kept; under other secrets that may be their doing, not the tenant's.
  const isComparable = (key: string): boolean =>
    isSame || current.fingerprints[key] !== undefined || stored.fingerprints[key] === undefined
  return stored.changes
    .map(keyOfChange)
    .filter((key) => isComparable(key) && read(stored, key) !== read(current, key))
}

const isSameKey = (stored: Plan, current: Plan): boolean =>
  stored.keyId !== null && stored.keyId === current.keyId

/** Of other objects than those that moved: to say both of one thing would say it twice. */
function otherChanges(
  stored: Plan,
  current: Plan,
  movedKeys: ReadonlySet<string>,
): readonly Fault[] {
  const texts = ({ changes }: Plan): ReadonlyMap<string, Change> =>
    new Map(changes.map((change) => [canonicalJson(change), change]))
  const before = texts(stored)
  const now = texts(current)
  const differing = [
    ...[...before].filter(([text]) => !now.has(text)),
    ...[...now].filter(([text]) => !before.has(text)),
  ].flatMap(([, change]) => (movedKeys.has(keyOfChange(change)) ? [] : [titleOf(change)]))
  return [...new Set(differing)].map(isAnotherUnder(isSameKey(stored, current)))
}

/** What would be sent; people read the changes, and a plan says more than people read. */
function otherWrites(stored: Plan, current: Plan): readonly Fault[] {
  // As often as there: twice the same is not once.
  const without = (writes: Plan['writes'], others: Plan['writes']): Plan['writes'] => {
    const left = others.map(canonicalJson)
    return writes.filter((write) => {
      const index = left.indexOf(canonicalJson(write))
      if (index >= 0) left.splice(index, 1)
      return index < 0
    })
  }
  const differing = [
    ...without(stored.writes, current.writes),
    ...without(current.writes, stored.writes),
  ]
  return [...new Set(differing.map(({ method, path }) => `${method} ${path}`))].map(
    isAnotherUnder(isSameKey(stored, current)),
  )
}

const keyOfChange = ({ type, name }: Change): string => `${type}/${name}`

export const titleOf = ({ kind, type, name }: Change): string => `${kind} ${type}/${name}`

const planMissing = (file: string): Fault => ({
  code: 'plan_missing',
  message: `\`${file}\` is not a plan that can be read`,
  fix: 'make one with `npm run plan -- --out <file>`',
})

const builtAnew = (stored: Plan): Fault => ({
  code: 'plan_of_other_build',
  message: `the plan is for another state of \`tenant/\`, \`policies/\` or \`actions/\` than what lies here (wanted \`${stored.desired.slice(0, 12)}\`)`,
  fix: 'check out what was planned, or plan anew',
})

const hasMoved = (key: string): Fault => ({
  code: 'tenant_moved',
  message: `\`${key}\` was changed in the tenant since the plan was made`,
  fix: 'plan anew, and look at what changed',
})

const isAnotherUnder =
  (isSame: boolean) =>
  (title: string): Fault => ({
    code: 'plan_outdated',
    message: isSame
      ? `\`${title}\` is not the same in the plan and in the tenant of today`
      : `\`${title}\` is not the same in the plan, which was made under other secrets or none`,
    fix: isSame
      ? 'plan anew, and look at what changed'
      : 'plan anew with the secrets of the deploy, and look at what changed',
  })
