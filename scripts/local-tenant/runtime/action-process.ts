import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { ActionVersion } from '../store.ts'
import { ACTION_LIMIT_VALUES } from './limits.ts'
import { parseRunResult, type RunResult } from './run-result.ts'
import { type SandboxSettings, spawnSandbox } from './spawn-sandbox.ts'

/** One execution of one Action, wherever it is run. */
export type Run = {
  /** Random: what a process says about an execution counts only if it knows this. */
  readonly id: string
  readonly version: ActionVersion
  /** What the sandbox is sent, one line of JSON. */
  readonly line: string
  /** Time it may take from when it begins (ms of `ProcessSettings.now`). */
  readonly budgetMs: number
  /** How often it has been handed to a process. */
  dispatches: number
  settle(result: RunResult, ranMs: number): void
}

/** What a process leaves behind when it is gone. */
export type LostRuns = {
  cause: 'gone' | 'stalled'
  /** Their code had begun to run. */
  begun: Run[]
  /** Were never begun, so they can be handed to another process unnoticed. */
  waiting: Run[]
}

export type ProcessSettings = SandboxSettings & {
  /** A process that answers nothing for this long while it has work is stalled (ms). */
  stallMs: number
  /** A process that is not up after this long is given up (ms). */
  bootMs: number
  /** Name of the trigger whose table of methods the Action is given. */
  triggerId: string
  /** Budgets, and what Actions wait for, end by jumps of the tenant's clock alone. */
  holdsTimers: boolean
  /** The time that budgets are spent in (ms): the machine's, unless held, plus the clock's jumps. */
  now(): number
}

type ActiveRun = { run: Run; begunAtMs: number | null; deadline: NodeJS.Timeout | null }

/** A sandbox never sends a line anywhere near this long (characters). */
const LONGEST_LINE = 4 * 1024 * 1024

/** The tenant's end of one sandbox process: hands it executions and watches over them. */
export class ActionProcess {
  readonly version: ActionVersion
  /** The text it was started with. */
  readonly code: string
  readonly closed: Promise<void>
  readonly #settings: ProcessSettings
  readonly #onGone: (process: ActionProcess, lost: LostRuns) => void
  readonly #child: ChildProcess
  readonly #input: Socket
  readonly #output: Socket
  readonly #runs = new Map<string, ActiveRun>()
  readonly #boot: NodeJS.Timeout
  #state: 'open' | 'retired' | 'gone' = 'open'
  #isReady = false
  #partialLine = ''
  #watch: NodeJS.Timeout | null = null
  #pingedAtMs: number | null = null

  constructor(
    version: ActionVersion,
    settings: ProcessSettings,
    onGone: (process: ActionProcess, lost: LostRuns) => void,
  ) {
    this.version = version
    this.code = version.code
    this.#settings = settings
    this.#onGone = onGone
    const declared = Object.fromEntries(version.dependencies.map((one) => [one.name, one.version]))
    // Only who declares dependencies may read the folder they are in.
    const folder = version.dependencies.length === 0 ? null : settings.dependenciesFolder
    const { child, input, output } = spawnSandbox({ ...settings, dependenciesFolder: folder })
    this.#child = child
    this.#input = input
    this.#output = output
    this.closed = new Promise((resolve) => {
      child.once('close', () => resolve(this.#leave('gone')))
      child.once('error', () => resolve(this.#leave('gone')))
    })
    output.on('data', (text: string) => this.#read(text))
    this.#boot = setTimeout(() => this.#leave('gone'), settings.bootMs)
    const start = {
      kind: 'code',
      trigger: settings.triggerId,
      code: version.code,
      limits: ACTION_LIMIT_VALUES,
      holdsTimers: settings.holdsTimers,
      dependencies: { folder, declared },
    }
    this.#input.write(`${JSON.stringify(start)}\n`)
  }

  /** Whether it takes further executions. */
  get isOpen(): boolean {
    return this.#state === 'open'
  }

  start(run: Run): void {
    // Work keeps the tenant's own process alive; an idle sandbox does not.
    this.#output.ref()
    this.#runs.set(run.id, { run, begunAtMs: null, deadline: null })
    this.#input.write(`${run.line}\n`)
    this.#watch ??= this.#nextCheck()
  }

  /** Takes nothing new; is killed when what it is doing is done. */
  retire(): void {
    if (this.#state === 'gone') return
    this.#state = 'retired'
    if (this.#runs.size === 0) this.kill()
  }

  kill(): void {
    this.#leave('gone')
  }

  /** After the tenant's clock has jumped by `ms`: some may have run out of time by that. */
  advance(ms: number): void {
    if (this.#state !== 'gone') this.#input.write(`${JSON.stringify({ kind: 'advance', ms })}\n`)
    for (const active of this.#runs.values()) this.#setDeadline(active)
  }

  #leave(cause: LostRuns['cause']): void {
    if (this.#state === 'gone') return
    this.#state = 'gone'
    clearTimeout(this.#boot)
    if (this.#watch !== null) clearTimeout(this.#watch)
    this.#child.kill('SIGKILL')
    // Its end is waited for, even by a process that has nothing else to do.
    for (const part of [this.#child, this.#input, this.#output]) part.ref()
    const lost: LostRuns = { cause, begun: [], waiting: [] }
    for (const { run, begunAtMs, deadline } of this.#runs.values()) {
      if (deadline !== null) clearTimeout(deadline)
      if (begunAtMs === null) lost.waiting.push(run)
      else lost.begun.push(run)
    }
    this.#runs.clear()
    this.#onGone(this, lost)
  }

  #read(text: string): void {
    const lines = (this.#partialLine + text).split('\n')
    this.#partialLine = lines.pop() ?? ''
    for (const line of lines) {
      if (this.#state === 'gone') return
      if (!this.#hear(line)) this.kill()
    }
    if (this.#partialLine.length > LONGEST_LINE) this.kill()
  }

  /** @returns false where the line is none a sandbox sends: the Action wrote to the channel itself */
  #hear(line: string): boolean {
    if (line === 'pong') this.#pingedAtMs = null
    else if (line === 'ready') this.#becomeReady()
    else if (line.startsWith('took ')) return this.#begin(line.slice(5))
    else if (line.startsWith('done ')) return this.#finish(line.slice(5, 41), line.slice(42))
    else return false
    return true
  }

  #becomeReady(): void {
    this.#isReady = true
    clearTimeout(this.#boot)
  }

  #begin(id: string): boolean {
    const active = this.#runs.get(id)
    if (active === undefined || active.begunAtMs !== null) return false
    active.begunAtMs = this.#settings.now()
    this.#setDeadline(active)
    return true
  }

  #setDeadline(active: ActiveRun): void {
    if (active.begunAtMs === null) return
    if (active.deadline !== null) clearTimeout(active.deadline)
    const leftMs = active.run.budgetMs - (this.#settings.now() - active.begunAtMs)
    // The tenant itself may have been busy: what the process has said by now is read first.
    const expire = () => setImmediate(() => this.#expire(active))
    if (leftMs > 0 && this.#settings.holdsTimers) return
    active.deadline = setTimeout(expire, Math.max(0, leftMs))
  }

  #finish(id: string, text: string): boolean {
    const active = this.#runs.get(id)
    // Of one that was given up at its deadline while others were still running.
    if (active === undefined) return true
    const result = parseRunResult(text)
    if (result === null) return false
    this.#settle(active, result)
    return true
  }

  #expire(active: ActiveRun): void {
    if (this.#runs.get(active.run.id) !== active) return
    // Closed first, so that whoever is told of the time-out finds no way back into this process.
    this.#state = this.#state === 'gone' ? 'gone' : 'retired'
    this.#settle(active, { kind: 'timed-out' })
  }

  #settle(active: ActiveRun, result: RunResult): void {
    this.#runs.delete(active.run.id)
    if (this.#runs.size === 0) this.#output.unref()
    if (active.deadline !== null) clearTimeout(active.deadline)
    if (this.#state === 'retired' && this.#runs.size === 0) this.kill()
    const endedAtMs = this.#settings.now()
    active.run.settle(result, endedAtMs - (active.begunAtMs ?? endedAtMs))
  }

  #nextCheck(): NodeJS.Timeout {
    return setTimeout(() => this.#check(), this.#settings.stallMs / 2).unref()
  }

  /** Pings while there is work; ends by itself when there is none. */
  #check(): void {
    if (this.#runs.size === 0) {
      this.#watch = null
      return
    }
    this.#watch = this.#nextCheck()
    if (!this.#isReady) return
    if (this.#pingedAtMs === null) {
      this.#pingedAtMs = performance.now()
      this.#input.write('{"kind":"ping"}\n')
    } else if (performance.now() - this.#pingedAtMs >= this.#settings.stallMs) {
      setImmediate(() => this.#stall())
    }
  }

  /** Alone in a blocked process, an execution blocks nobody: it keeps its time, and newcomers go elsewhere. */
  #stall(): void {
    if (this.#pingedAtMs === null || this.#state === 'gone') return
    if (this.#runs.size > 1) this.#leave('stalled')
    else this.retire()
  }
}
