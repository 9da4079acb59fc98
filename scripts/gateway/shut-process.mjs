/**
 * Shuts this process: from then on it opens no connection, sends no datagram, asks for no name, listens
 * nowhere, and starts no process, thread or native code that could do so for it, nor a debugger, which
 * reaches what is hidden here. What is left is the channel to its parent. The names stay: whoever asks
 * is told, by an error.
 */
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import inspector from 'node:inspector'
import module, { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import workers from 'node:worker_threads'

// A plain function, so that it can also be called with `new`.
function refuse() {
  throw new Error('the Deploy CLI asks the gateway, and nobody else')
}

const shut = (owner, isShut) => {
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (isShut(name) && typeof owner[name] === 'function') owner[name] = refuse
  }
}

const isNameQuestion = (name) => /^(lookup|resolve|reverse)/.test(name)

/**
 * What the modules of Node call in the end, by the binding it belongs to. Their instances can be had in other
 * ways than by what is shut below, such as `new ChildProcess()._handle`. A pipe may be opened: it is how this
 * process prints.
 */
const HANDLES = {
  cares_wrap: /^(query|getHostByAddr|getaddrinfo|getnameinfo)/,
  pipe_wrap: /^(bind|connect|listen)$/,
  process_wrap: /^spawn$/,
  spawn_sync: /^spawn$/,
  tcp_wrap: /^(bind6?|connect6?|listen|open)$/,
  udp_wrap: /^(bind6?|connect6?|send6?|open)$/,
}

/** Where Node gives none of them, nothing is run: the process ends by this error. */
function shutHandles() {
  for (const [name, roads] of Object.entries(HANDLES)) {
    const binding = process.binding(name)
    for (const { prototype } of Object.values(binding)) {
      if (prototype !== undefined) shut(prototype, (member) => roads.test(member))
    }
    shut(binding, (member) => roads.test(member))
  }
}

export function shutProcess() {
  shutHandles()
  shut(net.Socket.prototype, (name) => name === 'connect')
  shut(net.Server.prototype, (name) => /listen/.test(name))
  shut(net, (name) => name === '_createServerHandle')
  shut(dgram.Socket.prototype, (name) => /^(bind|connect|send|sendto)$/.test(name))
  shut(dgram, () => true)
  for (const owner of [
    dns,
    dns.promises,
    dns.Resolver.prototype,
    dns.promises.Resolver.prototype,
  ]) {
    shut(owner, isNameQuestion)
    // Resolvers have them from a parent of their own.
    shut(Object.getPrototypeOf(owner), isNameQuestion)
  }
  shut(childProcess, (name) => /^(spawn|exec|fork)/.test(name))
  shut(childProcess.ChildProcess.prototype, (name) => name === 'spawn')
  shut(workers, (name) => name === 'Worker')
  // Hooks of the module loader run in a thread of their own, in which nothing is shut.
  shut(module, (name) => name === 'register')
  shut(inspector, (name) => name === 'open')
  shut(inspector.Session.prototype, (name) => name.startsWith('connect'))
  // `kill` and `_debugProcess` can make the parent, which has the token, open its debugger.
  shut(process, (name) =>
    /^(binding|_linkedBinding|dlopen|execve|_?kill|_debugProcess)$/.test(name),
  )
  // Node 22 and later: it loads native code as an extension.
  const { DatabaseSync } = process.getBuiltinModule?.('node:sqlite') ?? {}
  if (DatabaseSync !== undefined)
    shut(DatabaseSync.prototype, (name) => /loadExtension/i.test(name))
  syncBuiltinESMExports()
}
