/**
 * Stands where the Deploy CLI's child would, and asks the gateway for what a Deploy CLI never would. The
 * requests are in its first argument; the answers are told as what it loaded.
 */
const requests = JSON.parse(process.argv[2])
const answers = {}

process.on('message', (message) => {
  if (message.kind === 'run') {
    for (const [id, request] of requests.entries())
      process.send({ kind: 'request', id, ...request })
    return
  }
  answers[message.id] = [message.status, message.text]
  if (Object.keys(answers).length < requests.length) return
  process.send({ kind: 'loaded', assets: answers })
  process.send({ kind: 'ended', failure: null, refusals: [] }, () => process.exit())
})
