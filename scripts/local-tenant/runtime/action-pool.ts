import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { ActionVersion } from '../store.ts'
import { ActionProcess, type LostRuns, type ProcessSettings, type Run } from './action-process.ts'
import type { RunResult } from './run-result.ts'

export type PoolSettings = Omit<ProcessSettings, 'triggerId' | 'now'> & { clock: Clock }
export type FinishedRun = { result: RunResult; ranMs: number }

/** Processes kept for later executions; the longest unused goes first. */
const SHARED_PROCESSES = 8
/** Processes that run one suspicious execution again, at a time. */
const LONE_PROCESSES = 8
const DISPATCHES = 3

/**
 * One shared process per deployed version, as at Auth0 an instance is: executions interleave in it.
 *
 * A hung or crashing execution costs no other login anything but time:
 * - one that waits too long is failed at its deadline, its process takes nothing new and is killed
 *   as soon as the others in it are done;
 * - if the event loop is blocked while others are in it, the process is killed: those not begun move
 *   to a fresh process, those begun are each run again, alone, with a full budget (which of them
 *   blocks cannot be told from outside). So the blocking one fails alone, and what the others did to
 *   the outside world before may happen twice; what they asked of the tenant happens once;
 * - likewise if the process dies with several in it; with one in it, that one has failed.
 */
export class ActionPool {
  readonly #settings: PoolSettings
  readonly #shared = new Map<string, ActionProcess>()
  readonly #lone = new Set<ActionProcess>()
  readonly #all = new Set<ActionProcess>()
  readonly #loneQueue: Run[] = []
  readonly #leaveClock: () => void
  #advancedMs = 0
  #isStopped = false

  constructor(settings: PoolSettings) {
    this.#settings = settings
    this.#leaveClock = settings.clock.onAdvance((ms) => {
      const jumpMs = Math.max(0, ms)
      this.#advancedMs += jumpMs
      for (const process of this.#all) process.advance(jumpMs)
    })
  }

  /** @param message members of the message to the sandbox, as JSON text without braces */
  run(version: ActionVersion, message: string, budgetMs: number): Promise<FinishedRun> {
    return new Promise((resolve) => {
      const id = randomUUID()
      this.#dispatch({
        id,
        version,
        line: `{"kind":"run","id":"${id}",${message}}`,
        budgetMs,
        dispatches: 0,
        settle: (result, ranMs) => resolve({ result, ranMs }),
      })
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#leaveClock()
    const processes = [...this.#all]
    for (const process of processes) process.kill()
    for (const run of this.#loneQueue.splice(0)) this.#dispatch(run)
    await Promise.all(processes.map((process) => process.closed))
  }

  #dispatch(run: Run): void {
    if (!this.#mayDispatch(run)) return
    this.#sharedProcess(run.version).start(run)
  }

  #mayDispatch(run: Run): boolean {
    if (this.#isStopped) {
      run.settle(crashed('the Action runtime was stopped'), 0)
      return false
    }
    run.dispatches += 1
    if (run.dispatches <= DISPATCHES) return true
    run.settle(crashed('the process of the Action could not be started'), 0)
    return false
  }

  #sharedProcess(version: ActionVersion): ActionProcess {
    const current = this.#shared.get(version.action_id)
    this.#shared.delete(version.action_id)
    const isCurrent =
      current?.isOpen && current.version === version && current.code === version.code
    if (!isCurrent) current?.retire()
    const process = isCurrent ? current : this.#startProcess(version)
    this.#shared.set(version.action_id, process)
    if (this.#shared.size > SHARED_PROCESSES) this.#retireOldest()
    return process
  }

  #retireOldest(): void {
    for (const [actionId, process] of this.#shared) {
      this.#shared.delete(actionId)
      process.retire()
      return
    }
  }

  #startProcess(version: ActionVersion): ActionProcess {
    const triggerId = version.supported_triggers[0]?.id ?? ''
    const machineNow = () => (this.#settings.holdsTimers ? 0 : performance.now())
    const now = () => machineNow() + this.#advancedMs
    const settings = { ...this.#settings, triggerId, now }
    const process = new ActionProcess(version, settings, (gone, lost) => this.#bury(gone, lost))
    this.#all.add(process)
    void process.closed.then(() => this.#all.delete(process))
    return process
  }

  #runAlone(run: Run): void {
    if (this.#lone.size >= LONE_PROCESSES) {
      this.#loneQueue.push(run)
      return
    }
    if (!this.#mayDispatch(run)) return
    const process = this.#startProcess(run.version)
    this.#lone.add(process)
    process.start(run)
    process.retire()
  }

  #bury(gone: ActionProcess, lost: LostRuns): void {
    const wasAlone = this.#lone.delete(gone)
    if (this.#shared.get(gone.version.action_id) === gone) {
      this.#shared.delete(gone.version.action_id)
    }
    const isGuilty = wasAlone || (lost.cause === 'gone' && lost.begun.length === 1)
    for (const run of lost.begun) {
      if (this.#isStopped) this.#dispatch(run)
      else if (isGuilty) run.settle(crashed('the process of the Action died'), 0)
      else this.#runAlone(run)
    }
    for (const run of lost.waiting) {
      if (wasAlone) this.#runAlone(run)
      else this.#dispatch(run)
    }
    const next = wasAlone ? this.#loneQueue.shift() : undefined
    if (next !== undefined) this.#runAlone(next)
  }
}

const crashed = (what: string): RunResult => ({
  kind: 'crashed',
  message: what,
})
