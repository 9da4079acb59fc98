import { createRequire } from 'node:module'
import type { Account } from './login-client.ts'

/** What the other emulator, a program of its own, is told before it is loaded. */
export type SimulacrumOrder = {
  /** It takes its certificate from `.simulacrum/certs` in here. */
  readonly home: string
  readonly port: number
  readonly accounts: readonly Account[]
}

export type SimulacrumReport = { readonly bootMs: number; readonly residentBytes: number }

type Simulator = {
  simulation(options: object): { listen(port: number, ready: () => void): unknown }
}

const require = createRequire(import.meta.url)
let bootMs: number | null = null
process.on('message', (order: SimulacrumOrder) => {
  void (bootMs === null ? open(order) : Promise.resolve(bootMs)).then((ms) => {
    bootMs = ms
    const report: SimulacrumReport = { bootMs: ms, residentBytes: process.memoryUsage.rss() }
    process.send?.(report)
  })
})
process.once('disconnect', () => process.exit())

function open({ home, port, accounts }: SimulacrumOrder): Promise<number> {
  process.env.HOME = home
  // Its build for `import` does not load: it names files that are not in the package.
  const { simulation }: Simulator = require('@simulacrum/auth0-simulator')
  const users = accounts.map((account, index) => ({
    ...account,
    name: `Person ${index}`,
    // Otherwise it makes one up.
    picture: 'https://example.com/picture.png',
  }))
  const startedMs = performance.now()
  const app = simulation({ options: { port }, initialState: { users } })
  return new Promise((resolve) => {
    app.listen(port, () => resolve(performance.now() - startedMs))
  })
}
