type ActionFile = { readonly secrets?: readonly { readonly name: string }[] }

/**
 * An Action holds no secret that its code has no words for: a rulebook that looks nothing up must
 * not put the credentials of the Management API within reach of every login.
 * @param action the text of its file in the tenant folder
 */
export function withoutUnreadSecrets(action: string, code: string): string {
  const file = JSON.parse(action) as ActionFile
  const secrets = (file.secrets ?? []).filter(({ name }) => code.includes(name))
  return `${JSON.stringify({ ...file, secrets }, null, 2)}\n`
}
