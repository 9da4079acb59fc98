import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { Bytes, decode, encode, encoder, indexOf, parse, slice } from './intrinsics.mjs'

/**
 * The line to the tenant: JSON lines in on descriptor 3, text lines out on descriptor 4.
 * Why not `process.send`: an Action could call it, and a malformed message of Node's own protocol
 * throws inside the receiving process, which is the tenant.
 * Reads go around the event emitter (`onread`) and writes around the stream: neither can be patched.
 */

const READ_BUFFER_BYTES = 64 * 1024
const TENANT_TO_ACTION = 3
const ACTION_TO_TENANT = 4

const exit = process.reallyExit.bind(process)

export function send(line) {
  const bytes = encode(encoder, `${line}\n`)
  let written = 0
  try {
    while (written < bytes.length) {
      written += writeSync(ACTION_TO_TENANT, bytes, written, bytes.length - written)
    }
  } catch {
    // The tenant is gone, or the Action has closed the descriptor: nothing can be reported any more.
    exit(1)
  }
}

/** @returns the handle of the channel; `leave` is called when the tenant is gone */
export function listen(receive, leave) {
  const decoder = new TextDecoder()
  const partial = { stream: true }
  const buffer = Buffer.alloc(READ_BUFFER_BYTES)
  let pending = ''
  const callback = (size, chunk) => {
    pending += decode(decoder, new Bytes(chunk.buffer, chunk.byteOffset, size), partial)
    let end = indexOf(pending, '\n')
    while (end >= 0) {
      const line = slice(pending, 0, end)
      pending = slice(pending, end + 1)
      receive(parse(line))
      end = indexOf(pending, '\n')
    }
    return true
  }
  const options = { fd: TENANT_TO_ACTION, readable: true, writable: false }
  const socket = new Socket({ ...options, onread: { buffer, callback } })
  socket.on('end', leave)
  socket.on('close', leave)
  return socket._handle
}
