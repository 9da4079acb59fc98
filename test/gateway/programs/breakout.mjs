/**
 * Runs in a process that was shut by the Deploy CLI's child, and tries every road out of it. What each
 * came to is sent to the parent; arguments: a TCP port and a UDP port at which somebody listens.
 */
import '../../../scripts/gateway/deploy-cli-child.mjs'
import childProcess, { execFileSync, fork, spawn, spawnSync } from 'node:child_process'
import cluster from 'node:cluster'
import dgram, { createSocket } from 'node:dgram'
import dns, { lookup, resolve4 } from 'node:dns'
import { lookup as lookupPromised, Resolver } from 'node:dns/promises'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import inspector from 'node:inspector'
import module from 'node:module'
import net from 'node:net'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'
import { fetch as undiciFetch } from 'undici'
import { tellParent } from '../../../scripts/gateway/parent-channel.mjs'

const [tcpPort, udpPort] = process.argv.slice(2).map(Number)
const at = { host: '127.0.0.1', port: tcpPort }
const NODE = process.execPath
const CONNECT = `require('node:net').connect(${tcpPort}, '127.0.0.1')`

const HOOKS = `import net from 'node:net'
export async function initialize() {
  await new Promise((resolve) => net.connect(${tcpPort}, '127.0.0.1', resolve).on('error', resolve))
}`

/** Resolves once the thing is connected, or has ended without; an error of it rejects. */
const open = (thing, event = 'connect') =>
  new Promise((resolve, reject) => {
    thing.once(event, resolve)
    thing.once('error', reject)
  })
const called = (ask) =>
  new Promise((resolve, reject) => {
    ask((error, answer) => (error ? reject(error) : resolve(answer)))
  })

const ROADS = {
  'net.connect': () => open(net.connect(at)),
  'net.Socket': () => open(new net.Socket().connect(at)),
  'a server': () => open(net.createServer().listen(0, '127.0.0.1'), 'listening'),
  'tls.connect': () => open(tls.connect({ ...at, rejectUnauthorized: false })),
  'http.get': () => open(http.get(at), 'response'),
  'https.get': () => open(https.get({ ...at, rejectUnauthorized: false }), 'response'),
  'http2.connect': () => open(http2.connect(`http://127.0.0.1:${tcpPort}`)),
  'undici fetch': () => undiciFetch(`http://127.0.0.1:${tcpPort}/`),
  WebSocket: () => {
    if (globalThis.WebSocket === undefined) throw new Error('nobody else: there is none')
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${tcpPort}/`)
      socket.onopen = resolve
      socket.onerror = () => reject(new Error('nobody else: it failed'))
    })
  },
  'dgram send': () =>
    called((done) => createSocket('udp4').send('out', udpPort, '127.0.0.1', done)),
  'dgram connect': () =>
    called((done) => dgram.createSocket('udp4').connect(udpPort, '127.0.0.1', done)),
  'dns.lookup': () => called((done) => dns.lookup('leak.example.com', done)),
  'dns.lookup by name': () => called((done) => lookup('leak.example.com', done)),
  'dns.resolve4': () => called((done) => resolve4('leak.example.com', done)),
  'dns.promises': () => dns.promises.resolve('leak.example.com'),
  'dns/promises by name': () => lookupPromised('leak.example.com'),
  'dns Resolver': () => called((done) => new dns.Resolver().resolveTxt('leak.example.com', done)),
  'dns/promises Resolver': () => new Resolver().resolve4('leak.example.com'),
  spawn: () => open(spawn(NODE, ['-e', CONNECT]), 'exit'),
  'spawn as a member': () => open(childProcess.spawn(NODE, ['-e', CONNECT]), 'exit'),
  spawnSync: () => {
    const { error } = spawnSync(NODE, ['-e', `${CONNECT}.end()`])
    if (error) throw error
  },
  execFileSync: () => execFileSync(NODE, ['-e', `${CONNECT}.end()`]),
  fork: () => open(fork('-e', [CONNECT]), 'exit'),
  Worker: () => open(new Worker(`${CONNECT}.end()`, { eval: true }), 'exit'),
  'hooks of the module loader': () =>
    module.register(`data:text/javascript,${encodeURIComponent(HOOKS)}`),
  cluster: () => open(cluster.fork(), 'exit'),
  'a handle that listens': () => net._createServerHandle('127.0.0.1', 0, 4).listen(5),
  'a server by the name that it uses itself': () =>
    net.createServer()._listen2('127.0.0.1', 0, 4, 5),
  'the handle of a process': () => {
    const [file, args] = [NODE, [NODE, '-e', CONNECT]]
    if (new childProcess.ChildProcess()._handle.spawn({ file, args }) === 0) return
    throw new Error('it could not')
  },
  'the handle of a resolver': () =>
    new dns.Resolver()._handle.queryTxt(
      new childProcess.ChildProcess()._handle,
      'leak.example.com',
    ),
  'a pipe like the one to its parent': () => {
    const handles = process._getActiveHandles().map(({ _handle }) => _handle)
    const pipe = handles.find((one) => one?.constructor.name === 'Pipe')
    new pipe.constructor(0).connect(new pipe.constructor(0), '/nowhere')
  },
  'a socket for datagrams': () => dgram.createSocket('udp4'),
  'its own debugger': () => inspector.open(0, '127.0.0.1'),
  'a session with its own debugger': () => new inspector.Session().connect(),
  'the debugger of its parent': () => process.kill(process.ppid, 0),
  'process.binding': () => process.binding('tcp_wrap'),
}

const outcomes = {}
for (const [name, take] of Object.entries(ROADS)) {
  try {
    await take()
    outcomes[name] = 'open'
  } catch (error) {
    outcomes[name] = `${error.message} ${error.cause?.message ?? ''}`
  }
}
tellParent({ outcomes, environment: process.env, args: process.execArgv }, () => process.exit())
