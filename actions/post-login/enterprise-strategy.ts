import { readText } from '../reading/read-text.ts'

/**
 * Strategies of identity sources that are no company's own: databases, one-time codes, and the
 * social providers that everybody shares. A strategy that is not here, or cannot be read, may be a
 * customer's; so may a custom one (`oauth2`).
 * @fact Auth0's own strategies have these names. (`ConnectionIdentityProviderEnum` of auth0
 * 7.1.0; read 2026-11-28)
 */
const SHARED_STRATEGIES: ReadonlySet<string> = new Set(
  `auth0 email sms amazon apple asana atlassian
   baidu bitbucket bitly box daccount dropbox dwolla evernote evernote-sandbox
   exact facebook fitbit github gitlab google-oauth2 instagram line linkedin
   paypal paypal-sandbox planningcenter salesforce salesforce-community salesforce-sandbox shop shopify slack
   soundcloud thirtysevensignals twitter untappd vkontakte weibo windowslive wordpress yahoo
   yandex`.split(/\s+/),
)

export const isEnterpriseStrategy = (strategy: unknown): boolean =>
  !SHARED_STRATEGIES.has(readText(strategy))
