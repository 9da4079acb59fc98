/**
 * What a child tells its parent, and is told: a line of JSON each, at file descriptor 3. Opened as it is
 * loaded, before the process is shut. Plain JavaScript: it is started as it stands.
 */
import net from 'node:net'
import { createInterface } from 'node:readline'

const pipe = new net.Socket({ fd: 3 })
const lines = createInterface({ input: pipe, crlfDelay: Number.POSITIVE_INFINITY })

export const tellParent = (message, done) => {
  pipe.write(`${JSON.stringify(message)}\n`, done)
}

export const onParentMessage = (take) => {
  lines.on('line', (line) => take(JSON.parse(line)))
}

// Whoever started it is gone.
pipe.on('error', () => process.exit())
pipe.on('close', () => process.exit())
