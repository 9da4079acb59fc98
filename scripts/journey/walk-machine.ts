import { admitted, type DoorAnswer, refused } from '../auth0/login-client/outcome.ts'
import type { Guide } from './guide.ts'
import { askMachineToken } from './machine.ts'
import { idOf } from './scene.ts'

/** A machine that one organization named, and the other did not. */
export async function walkMachine({ walk, toOutcome, scene }: Guide): Promise<void> {
  const api = { audience: 'https://api.example.com/' }
  const tokenFor = (organization: string): Promise<DoorAnswer> =>
    askMachineToken(scene, {
      ...api,
      organization: idOf(scene.names, 'organizations', organization),
    })

  await walk('machine', 'Nightly Export', 'acts for Acme', admitted(), async () =>
    toOutcome(await tokenFor('acme'), ''),
  )
  await walk(
    'machine',
    'Nightly Export',
    'Globex never named it',
    refused('M2M_NOT_ALLOWED', 'machine-token-gate'),
    async () => toOutcome(await tokenFor('globex')),
  )
  await walk('machine', 'Nightly Export', 'acts for nobody', admitted(), async () =>
    toOutcome(await askMachineToken(scene, api), ''),
  )
}
