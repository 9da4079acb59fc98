import { NotPermitted, proveActor } from 'auth0-org-guard/administration'

const demands = {
  issuer: 'https://tenant.example.com/',
  audience: 'https://people.example.com/',
  operatorScope: 'operate:people',
  keys: () => Promise.reject(new Error('no key')),
  nowMs: 0,
}
const said = await proveActor('no token', demands).catch((error) => error)
if (!(said instanceof NotPermitted)) throw new Error('somebody was proven by no token')
