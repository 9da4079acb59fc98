import { createRequire, syncBuiltinESMExports } from 'node:module'

/**
 * Takes from this process what Node's permission model leaves open and an Action has no use for.
 * Why: measured on Node 20.20 under `--experimental-permission`: Unix sockets can still be created
 * and connected to (a container engine's, for one), tracing and V8 flags still write files,
 * `process.reallyExit`, `process.kill` still work, and so does slowing the tenant down.
 */

const PROCESS_POWERS = [
  'abort',
  'binding',
  '_linkedBinding',
  'chdir',
  '_debugEnd',
  '_debugProcess',
  'disconnect',
  'dlopen',
  'exit',
  '_getActiveHandles',
  '_getActiveRequests',
  'initgroups',
  'kill',
  '_kill',
  'loadEnvFile',
  'openStdin',
  '_rawDebug',
  'reallyExit',
  'send',
  'setegid',
  'seteuid',
  'setgid',
  'setgroups',
  'setuid',
  'setUncaughtExceptionCaptureCallback',
  '_startProfilerIdleNotifier',
  '_stopProfilerIdleNotifier',
  'umask',
]

const MODULE_POWERS = {
  'node:inspector': ['open', 'Session'],
  'node:module': ['enableCompileCache', 'flushCompileCache', 'register', 'registerHooks'],
  'node:os': ['setPriority'],
  'node:trace_events': ['createTracing'],
  'node:v8': [
    'setFlagsFromString',
    'setHeapSnapshotNearHeapLimit',
    'stopCoverage',
    'takeCoverage',
    'writeHeapSnapshot',
  ],
}

function refuse(owner, name) {
  if (!(name in owner)) return
  const value = function refused() {
    throw new Error(`[local tenant] \`${name}\` is not available to an Action`)
  }
  Object.defineProperty(owner, name, { value, writable: false, configurable: false })
}

/** @param pipe the sandbox's own channel handle: every Unix socket of this process has its prototype */
export function lockProcess(pipe) {
  const require = createRequire(import.meta.url)
  const pipePrototype = Object.getPrototypeOf(pipe)
  for (const name of ['bind', 'connect', 'fchmod', 'listen', 'open']) refuse(pipePrototype, name)
  // The handle of a child process that was never started: beneath it there is `kill`.
  const child = new (require('node:child_process').ChildProcess)()
  refuse(Object.getPrototypeOf(child._handle), 'kill')
  for (const [id, names] of Object.entries(MODULE_POWERS)) {
    for (const name of names) refuse(require(id), name)
  }
  syncBuiltinESMExports()
  for (const name of PROCESS_POWERS) refuse(process, name)
  // Its settings make Node write a file when the process dies.
  Object.defineProperty(process, 'report', { value: undefined, configurable: false })
  process.env = {}
  process.argv = ['node']
  process.execArgv = []
}
