import { startTenant } from 'auth0-local-tenant'

const tenant = await startTenant()
const { control, machineClients, url } = tenant
console.log(
  `${new URL(url).hostname}: ${Object.keys(machineClients).length} machine clients, ${typeof control.advance}`,
)
await tenant.stop()
