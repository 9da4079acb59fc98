import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { renderFiled } from './receipts/file-receipt.ts'
import type { FiledReceipt } from './receipts/receipt.ts'
import type { Session } from './session.ts'

/**
 * What a command that writes to a tenant comes to.
 * @param filed null where there was nothing to record
 * @param more what else programs are told
 */
export const shippedAnswer = (
  { project, access }: Session,
  holds: boolean,
  filed: FiledReceipt | null,
  more: Readonly<Record<string, unknown>> = {},
): Answer => ({
  exit: holds ? EXIT.ok : EXIT.differences,
  json: {
    environment: project.environmentName,
    domain: access.address.domain,
    holds,
    receipt: filed?.file ?? null,
    ...more,
  },
  ...(filed === null ? {} : { text: lines(renderFiled(filed)) }),
})
