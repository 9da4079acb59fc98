import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { isObject, type JsonObject, jsonOf } from '../ground/json-value.ts'
import { eachLine } from './each-line.ts'

/** What a child says at its file descriptor 3, and is told there: a line of JSON each. */
export type ChildChannel = {
  readonly isOpen: boolean
  /** To whoever is gone by now, nothing is said. */
  send(message: object): void
  /** What comes while nobody listens is lost: it was for another run. */
  listen(onMessage: (message: JsonObject) => void, onUnreadable: (error: Error) => void): void
  stop(): void
  /** Whether this process waits for it. */
  hold(isHeld: boolean): void
}

/** All that is loaded from a folder comes in one. */
const LONGEST_MESSAGE = 2 ** 26

/** What is written is kept until the end of a run: eight times all that a folder may hold. */
const MOST_CHARACTERS = 2 ** 29

/**
 * Node has a channel of its own for this, which believes the child: a message that is no JSON, or one
 * about a handle that is not there, would end this process in the middle of its writes.
 * @param mostCharacters that are taken in one run
 */
export function openChannel(child: ChildProcess, mostCharacters = MOST_CHARACTERS): ChildChannel {
  const pipe = child.stdio[3] as Socket
  let take: ((line: string, isCut: boolean) => void) | null = null
  pipe.on('error', () => {})
  pipe.setEncoding('utf8').on(
    'data',
    eachLine(LONGEST_MESSAGE, (line, isCut) => take?.(line, isCut)),
  )
  return {
    get isOpen() {
      return !pipe.destroyed && child.exitCode === null && child.signalCode === null
    },
    send: (message) => {
      if (!pipe.destroyed) pipe.write(`${JSON.stringify(message)}\n`)
    },
    listen: (onMessage, onUnreadable) => {
      let heard = 0
      take = (line, isCut) => {
        heard += line.length
        const message = isCut || heard > mostCharacters ? null : jsonOf(line)
        if (!isObject(message)) onUnreadable(new Error('the Deploy CLI said what cannot be read'))
        else onMessage(message)
      }
    },
    stop: () => {
      take = null
    },
    hold: (isHeld) => void (isHeld ? pipe.ref() : pipe.unref()),
  }
}
