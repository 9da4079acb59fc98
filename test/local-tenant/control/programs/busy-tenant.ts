import { startTenant } from '../../../../scripts/local-tenant/start-tenant.ts'
import { callManagement } from '../../management/management-access.ts'

/** A tenant whose state file is behind by a moment only, until it is killed. */
const [stateFile = ''] = process.argv.slice(2)
const running = await startTenant({ stateFile })
for (let nth = 1; ; nth += 1) {
  await callManagement(running, 'POST', '/roles', { body: { name: `role-${nth}` } })
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.stdout.write(`changed ${nth}\n`)
}
