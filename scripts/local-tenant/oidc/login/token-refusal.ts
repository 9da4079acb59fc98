import { errors } from 'oidc-provider'

/** A refusal of the token endpoint in Auth0's own words; it is answered as it is. */
export class TokenRefusal extends errors.CustomOIDCProviderError {
  constructor(error: string, description: string, status: 400 | 401 | 403 | 429) {
    super(error, description)
    this.status = status
    this.statusCode = status
  }
}

export const refused = (
  error: string,
  description: string,
  status: 400 | 401 | 403 | 429 = 403,
): TokenRefusal => new TokenRefusal(error, description, status)
