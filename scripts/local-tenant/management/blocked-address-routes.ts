import { isIP } from 'node:net'
import { invalidQuery, ManagementError } from './management-error.ts'
import { del, get, type ManagementRequest, noContent, param, type Route } from './route.ts'

const path = '/anomaly/blocks/ips/:id'
const NONE = 'no address is blocked for suspicion, so none is found and none has to be freed'

/** Network addresses that suspicious IP throttling blocks. */
export const blockedAddressRoutes: readonly Route[] = [
  get(
    path,
    'read:anomaly_blocks',
    (request) => {
      assertAddress(request)
      throw new ManagementError(404, 'inexistent_ip_block', 'The IP address is not blocked.')
    },
    NONE,
  ),
  del(
    path,
    'delete:anomaly_blocks',
    (request) => {
      assertAddress(request)
      return noContent
    },
    NONE,
  ),
]

function assertAddress(request: ManagementRequest): void {
  const address = param(request, 'id')
  if (isIP(address) === 0) throw invalidQuery(`'Invalid IP address: ${address}' on property id.`)
}
