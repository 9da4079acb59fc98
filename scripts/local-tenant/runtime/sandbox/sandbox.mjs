/**
 * One process, one deployed version of one Action. It evaluates the uploaded text as Auth0 does and
 * reports, line by line, what each execution asked for.
 *
 * What it keeps apart: the machine (Node's permission model and `lock-process.mjs`), other Actions
 * and their secrets (they are in other processes), and the tenant (which trusts nothing it is sent).
 * What it does not: executions of the same Action share the process, as at Auth0, and that Action's
 * code can get at its own other executions if it wants to.
 */
import { createActionCode } from './action-code.mjs'
import { createActionRequire } from './action-require.mjs'
import { createExecutionContext } from './captured-console.mjs'
import { listen, send } from './channel.mjs'
import { apply, describeError, dictionary, later, stringify } from './intrinsics.mjs'
import { setLimits } from './limits.mjs'
import { lockProcess } from './lock-process.mjs'
import { installTenantDate } from './tenant-date.mjs'
import { installTenantTimeouts } from './tenant-timeouts.mjs'
import { TRIGGERS } from './triggers.mjs'

const exit = process.reallyExit.bind(process)
const setOffsetMs = installTenantDate()
const timeouts = installTenantTimeouts()
const context = createExecutionContext()
let action
let trigger
let queue
let queueEnd

function receive(message) {
  if (message.kind === 'ping') return send('pong')
  if (message.kind === 'code') return load(message)
  if (message.kind === 'advance') return timeouts.advance(message.ms)
  const entry = { message, next: undefined }
  if (queue === undefined) {
    queue = entry
    later(takeNext)
  } else {
    queueEnd.next = entry
  }
  queueEnd = entry
}

function load(message) {
  setLimits(message.limits)
  if (message.holdsTimers) timeouts.hold()
  const require = createActionRequire(message.dependencies)
  action = createActionCode(message.code, require, context.console)
  for (let i = 0; i < TRIGGERS.length; i += 1) {
    if (TRIGGERS[i].id === message.trigger) trigger = TRIGGERS[i]
  }
  send('ready')
}

/** One execution per turn of the event loop, so that the tenant knows which one has begun. */
function takeNext() {
  const entry = queue
  if (entry === undefined) return
  queue = entry.next
  if (queue !== undefined) later(takeNext)
  execute(entry.message)
}

function execute(message) {
  setOffsetMs(message.offsetMs)
  send(`took ${message.id}`)
  const run = {
    id: message.id,
    event: message.event,
    handler: message.handler,
    hasPrimaryUser: message.hasPrimaryUser,
    roles: message.roles,
    unissuedMetadata: message.unissuedMetadata,
    switches: message.switches,
    cache: dictionary(message.cache),
    commands: '',
    log: '',
    logBytes: 0,
    done: false,
  }
  context.enter(run, () => perform(run, message.handler))
}

async function perform(run, name) {
  try {
    assertHandler(name)
    const handler = action.handler(name)
    await apply(handler, undefined, [run.event, trigger.createApi(run)])
    finish(run, null)
  } catch (thrown) {
    fail(run, thrown)
  }
}

function assertHandler(name) {
  if (trigger === undefined) throw new Error('[local tenant] this trigger is not emulated yet')
  for (let i = 0; i < trigger.handlers.length; i += 1) {
    if (trigger.handlers[i] === name) return
  }
  throw new Error('The Action can only be called with valid methods.')
}

function fail(run, thrown) {
  let error = { message: 'Unknown error', name: 'Error', code: '', stack: '' }
  try {
    error = describeError(thrown)
  } catch {
    // Reading the thrown value throws.
  }
  finish(run, error)
}

function finish(run, error) {
  if (run.done) return
  run.done = true
  const text = `"error":${stringify(error)},"log":${stringify(run.log)},"commands":[${run.commands}]`
  send(`done ${run.id} {${text}}`)
}

/** A timer that throws or a promise nobody waits for fails its own execution, if that still runs. */
function failStray(thrown) {
  const run = context.current()
  if (run === undefined) exit(1)
  else fail(run, thrown)
}

process.on('uncaughtException', failStray)
process.on('unhandledRejection', failStray)
lockProcess(listen(receive, () => exit(0)))
