import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A TypeScript program of this folder, in a process of its own; it answers each message with one. */
export type Program = {
  ask<Answer>(message: unknown): Promise<Answer>
  stop(): Promise<void>
}

type Options = { readonly nodeOptions?: readonly string[] }

export function startProgram(name: string, { nodeOptions = [] }: Options = {}): Program {
  const child = fork(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)), {
    execArgv: ['--import', 'tsx', ...nodeOptions],
    // What it prints is not the bench's; what it dies of is.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  // Not `close`, which never comes once the channel between the two was closed by hand.
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error(`${name} ended before it answered`))
        child.once('message', (answer) => {
          child.off('exit', fail)
          resolve(answer as never)
        })
        child.once('exit', fail)
        child.send(message as object)
      }),
    stop: async () => {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}
