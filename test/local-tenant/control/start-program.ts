import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

export type Program = {
  readonly output: () => string
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/** A TypeScript program of this folder, in a process of its own. */
export function startProgram(name: string, args: readonly string[]): Program {
  const path = fileURLToPath(new URL(`./programs/${name}`, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return {
    output: () => output,
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
  }
}

export async function whenPrinted(program: Program, text: string): Promise<void> {
  await expect.poll(program.output, { interval: 2 }).toContain(text)
}
