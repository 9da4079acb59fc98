import { expect } from 'vitest'
import { sdkOperations } from '../../../scripts/local-tenant/management/sdk-bodies.ts'
import { callManagement, type Reachable } from './management-access.ts'
import { answerFaults } from './sdk-answers.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
export type Body = Readonly<Record<string, unknown>>
export type CheckedAnswer = { status: number; body: Body & { errorCode?: string } }

/** Calls, and holds what is answered to the types of the SDK. @param path with its query */
export async function callAsSdk(
  running: Reachable,
  method: Method,
  path: string,
  body?: object,
): Promise<CheckedAnswer> {
  const answer = await callManagement(running, method, path, body === undefined ? {} : { body })
  const operation = operationFor(method, path)
  const found = answer.status < 300 ? answerFaults(operation, answer.body ?? null) : []
  // Recorded answers have them; the SDK's types do not.
  const faults = found.filter(
    (fault) => !/^[^:]*: .*(?:"created_at", "updated_at"|"flow_count")$/.test(fault),
  )
  expect([`${method} ${path}`, faults]).toEqual([`${method} ${path}`, []])
  return answer as CheckedAnswer
}

/** Status, or the code of a refusal: what a table of differences says of a call. */
export const outcomeOf = ({ status, body }: CheckedAnswer): number | string =>
  body?.errorCode ?? status

/** The call of the SDK that a path belongs to: of several, the one with the fewest parameters. */
function operationFor(method: Method, path: string): string {
  const parts = `${method} ${path.split('?')[0]}`.split('/')
  const [operation] = [...sdkOperations()]
    .filter((one) => {
      const known = one.split('/')
      return (
        known.length === parts.length && known.every((p, nth) => p === '{}' || p === parts[nth])
      )
    })
    .toSorted((one, other) => one.split('{}').length - other.split('{}').length)
  if (operation === undefined) throw new Error(`the SDK has no call \`${method} ${path}\``)
  return operation
}
