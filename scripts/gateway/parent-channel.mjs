/**
 * What a child tells its parent, and is told: a line of JSON each, at file descriptor 3. Opened as it is
 * loaded, before the process is shut. Plain JavaScript: it is started as it stands.
 */
import net from 'node:net'

const pipe = new net.Socket({ fd: 3 })
pipe.setEncoding('utf8')

export const tellParent = (message, done) => {
  pipe.write(`${JSON.stringify(message)}\n`, done)
}

/** Only a line feed ends a line: JSON may hold U+2028, at which `readline` of Node 24 ends one too. */
export const onParentMessage = (take) => {
  let kept = []
  pipe.on('data', (piece) => {
    const [first, ...others] = piece.split('\n')
    kept.push(first)
    for (const other of others) {
      const line = kept.join('')
      kept = [other]
      take(JSON.parse(line))
    }
  })
}

// Whoever started it is gone.
pipe.on('error', () => process.exit())
pipe.on('close', () => process.exit())
