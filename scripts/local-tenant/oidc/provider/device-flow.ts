import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { html, htmlOfLibrary } from '../../html.ts'
import type { Tenant } from '../../store.ts'
import { renderPage } from '../endpoints/pages.ts'
import { logTransaction } from '../login/login-log.ts'

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>
type Rejection = Error & { userCode?: string; cause?: { error_description?: string } }

/** The pages of `/activate`, where a person lets a device in. */
export function deviceFlow(tenant: Tenant): DeviceFlow {
  return {
    enabled: true,
    charset: 'base-20',
    mask: '****-****',
    userCodeInputSource: (ctx, form, _out, error) => {
      if (error?.name === 'AbortedError') logAborted(tenant, ctx, error as Rejection)
      const submit = html`<button type="submit" form="op.deviceInputForm">Continue</button>`
      renderPage(
        ctx,
        'Activate your device',
        html`${faultOf(error)}${htmlOfLibrary(form)}${submit}`,
      )
    },
    userCodeConfirmSource: (ctx, form, client, _device, userCode) => {
      const content = html`<p>${client.clientName ?? client.clientId} wants to sign in.</p>
<p>Is this the code on your device? <code>${userCode}</code></p>
${htmlOfLibrary(form)}
<button type="submit" form="op.deviceConfirmForm">Confirm</button>
<button class="quiet" type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>`
      renderPage(ctx, 'Device confirmation', content)
    },
    successSource: (ctx) => {
      renderPage(ctx, "Congratulations, you're all set!", html`<p>Your device is connected.</p>`)
    },
  }
}

function faultOf(error: unknown) {
  if (error === undefined) return html`<p>Enter the code displayed on your device.</p>`
  return html`<p role="alert">${faultText(error as Rejection)}</p>`
}

function faultText({ name, userCode, cause, message }: Rejection): string {
  if (name === 'AbortedError') return cause?.error_description ?? 'The sign-in was cancelled.'
  if (userCode !== undefined || name === 'NoCodeError') {
    return 'The code you entered is incorrect, used, or expired.'
  }
  return (cause?.error_description ?? message) || 'The sign-in failed.'
}

/** Cancelled by the person, or refused to them. */
function logAborted(tenant: Tenant, ctx: KoaContextWithOIDC, { cause }: Rejection): void {
  const clientId = ctx.oidc.client?.clientId ?? ctx.oidc.entities.DeviceCode?.clientId
  const reason = cause?.error_description
  logTransaction(tenant, ctx, {
    type: reason === undefined ? 'fdecc' : 'fdeac',
    description: reason ?? 'User cancelled the device confirmation',
    clientId,
  })
}
