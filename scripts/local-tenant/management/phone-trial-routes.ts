import { sendMail } from '../outbox.ts'
import { isObject, parseBody } from './body.ts'
import { inexistent } from './management-error.ts'
import { type ManagementRequest, post, type Route } from './route.ts'
import { operationOf, sdkBody } from './sdk-bodies.ts'
import { type Kept, keptItems } from './stored/kept-items.ts'

const providers = '/branding/phone/providers'
const templates = '/branding/phone/templates'
const TO_OUTBOX = 'the message goes to the outbox, whoever the provider is'

/** A message to try a provider, or a template, of telephone messages. */
export const phoneTrialRoutes: readonly Route[] = [
  post(
    `${providers}/:id/try`,
    'create:phone_providers',
    (request) => {
      const { name } = findKept(request, providers, 'phone_provider')
      const text = `This is a test of ${name}.`
      return { status: 202, body: { code: 202, message: trySend(request, providers, text) } }
    },
    TO_OUTBOX,
  ),
  post(
    `${templates}/:id/try`,
    'create:phone_templates',
    (request) => {
      const template = findKept(request, templates, 'phone_template')
      return {
        status: 202,
        body: { message: trySend(request, templates, textOf(template, request)) },
      }
    },
    `${TO_OUTBOX}; nothing in the text is filled in`,
  ),
]

function findKept({ tenant, params: { id = '' } }: ManagementRequest, path: string, what: string) {
  const kept = keptItems(tenant, path).get(id)
  if (kept === undefined) throw inexistent(what)
  return kept
}

type Order = { readonly to: string; readonly delivery_method?: 'text' | 'voice' }

const readOrder = ({ body }: ManagementRequest, path: string): Order =>
  parseBody(sdkBody(operationOf('POST', `${path}/:id/try`)), body) as Order

function trySend(request: ManagementRequest, path: string, text: string): string {
  const { to } = readOrder(request, path)
  sendMail(request.tenant, { channel: 'sms', to, kind: 'phone-trial', subject: '', text })
  return 'Message sent'
}

/** What would be sent, or spoken. */
function textOf({ content }: Kept, request: ManagementRequest): string {
  const { delivery_method = 'text' } = readOrder(request, templates)
  const body = isObject(content) && isObject(content.body) ? content.body[delivery_method] : ''
  return typeof body === 'string' ? body : ''
}
