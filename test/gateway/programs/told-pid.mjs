/**
 * Stands where the Deploy CLI's child would, tells which process it is, and ends as its client id says:
 * `well`, or `failed` before or after a request. After a failure it asks on, as a pool of requests does.
 * `never` it does not end, and computes.
 */
import { onParentMessage, tellParent } from '../../../scripts/gateway/parent-channel.mjs'

const ask = () =>
  tellParent({
    kind: 'request',
    id: 1,
    method: 'GET',
    url: 'https://tenant.example.com/api/v2/a',
  })

onParentMessage(({ kind, config }) => {
  if (kind !== 'run') return
  const [end, isAsking] = config.AUTH0_CLIENT_ID.split(' ')
  if (isAsking) ask()
  tellParent({ kind: 'loaded', assets: { pid: process.pid } })
  while (end === 'never');
  const failure = end === 'well' ? null : { type: 'roles', stage: 'processChanges', message: 'no' }
  tellParent({ kind: 'ended', failure, refusals: [] })
  if (failure !== null && isAsking) setInterval(ask, 1)
})
