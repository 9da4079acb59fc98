/**
 * Stands where the Deploy CLI's child would, and asks the gateway for what a Deploy CLI never would. The
 * requests are in its first argument; the answers are told as a warning. One that is a text is said as
 * it stands, whatever the parent makes of it.
 */
import { writeSync } from 'node:fs'
import { onParentMessage, tellParent } from '../../../scripts/gateway/parent-channel.mjs'

const requests = JSON.parse(process.argv[2])
const answers = {}

onParentMessage((message) => {
  if (message.kind === 'run') {
    for (const [id, request] of requests.entries()) {
      if (typeof request === 'string') writeAll(request)
      else tellParent({ kind: 'request', id, ...request })
    }
    return
  }
  answers[message.id] = [message.status, message.text]
  if (Object.keys(answers).length < requests.length) return
  tellParent({ kind: 'warned', text: JSON.stringify(answers) })
  tellParent({ kind: 'ended', failure: null, refusals: [] }, () => process.exit())
})

/** A pipe may take less than it is given at once, or nothing just now. */
function writeAll(text) {
  let left = Buffer.from(text)
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(3, left))
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
