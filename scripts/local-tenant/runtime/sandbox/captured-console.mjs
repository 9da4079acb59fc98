import { AsyncLocalStorage } from 'node:async_hooks'
import { Console } from 'node:console'
import { apply, byteLength, slice, weakGet, weakSet } from './intrinsics.mjs'
import { LIMITS } from './limits.mjs'

/**
 * Tells interleaved executions of one process apart, and collects what each prints.
 * The stored value is an empty object: whoever gets hold of it learns nothing.
 */
export function createExecutionContext() {
  const storage = new AsyncLocalStorage()
  const { run: runWith, getStore } = storage
  const runs = new WeakMap()
  const current = () => {
    const key = apply(getStore, storage, [])
    return key === undefined ? undefined : weakGet(runs, key)
  }
  const enter = (run, work) => {
    const key = {}
    weakSet(runs, key, run)
    return apply(runWith, storage, [key, work])
  }
  const write = (text) => append(current(), text)
  const sink = { write }
  return {
    current,
    enter,
    console: new Console({ stdout: sink, stderr: sink, ignoreErrors: false }),
  }
}

function append(run, text) {
  if (run === undefined || run.done) return
  const room = LIMITS.logBufferBytes - run.logBytes
  if (room <= 0) return
  const size = byteLength(text)
  // Cut by characters, so text that is not ASCII may end up somewhat over the limit.
  run.log += size <= room ? text : slice(text, 0, room)
  run.logBytes += size
}
