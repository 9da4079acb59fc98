import { errors } from 'oidc-provider'

/** 500: only where an Action denied, see `deniedStatus`. */
export type TokenStatus = 400 | 401 | 403 | 429 | 500

/** A refusal of the token endpoint in Auth0's own words; it is answered as it is. */
export class TokenRefusal extends errors.CustomOIDCProviderError {
  constructor(error: string, description: string, status: TokenStatus) {
    super(error, description)
    this.status = status
    this.statusCode = status
  }
}

export const refused = (
  error: string,
  description: string,
  status: TokenStatus = 403,
): TokenRefusal => new TokenRefusal(error, description, status)
