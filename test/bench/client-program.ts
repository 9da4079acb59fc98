import { type Account, LoginClient, type LoginTarget } from './login-client.ts'

/** What the client, a program of its own, is told to do. */
export type ClientOrder = {
  readonly target: LoginTarget
  readonly accounts: readonly Account[]
  readonly logins: number
  readonly inFlight: number
}

export type ClientReport = { readonly perSecond: number; readonly failure: string | null }

/** One report after each of the orders it is sent, until it is disconnected. */
process.on('message', (order: ClientOrder) => {
  void run(order)
    .catch((error): ClientReport => ({ perSecond: 0, failure: String(error?.stack ?? error) }))
    .then((report) => process.send?.(report))
})
process.once('disconnect', () => process.exit())

async function run({ target, accounts, logins, inFlight }: ClientOrder): Promise<ClientReport> {
  const client = new LoginClient(target, inFlight)
  let next = 0
  const startedMs = performance.now()
  const work = async (): Promise<void> => {
    while (next < logins) {
      const account = accounts[next % accounts.length] as Account
      next += 1
      await client.logIn(account)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const perSecond = (logins / (performance.now() - startedMs)) * 1000
  await client.close()
  return { perSecond, failure: null }
}
