import type { RunningTenant } from 'auth0-local-tenant'

/**
 * What a second shell has to know of a tenant: where it is, who may write to it, and which certificate
 * to trust.
 * @param certificateFile absolute, so that it is found from any folder
 */
export function variablesFor(
  { domain, machineClients, controlUrl, controlToken }: RunningTenant,
  certificateFile: string,
): Readonly<Record<string, string>> {
  const { deploy, guard } = machineClients
  return {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: deploy.clientId,
    AUTH0_CLIENT_SECRET: deploy.clientSecret,
    OG_CLIENT_ID: guard.clientId,
    OG_CLIENT_SECRET: guard.clientSecret,
    NODE_EXTRA_CA_CERTS: certificateFile,
    LOCAL_TENANT_CONTROL: controlUrl,
    LOCAL_TENANT_CONTROL_TOKEN: controlToken,
  }
}

/** The same, to be pasted there. */
export const renderExports = (variables: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`)

/** For a POSIX shell, where it would not read the text as one word. */
export const quoted = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
