// Keeps a process on this machine: every name but `localhost` fails to resolve, and every address but a loopback one
// refuses connections. Loaded before all other code: `node --import ./loopback.mjs`.

import dns from 'node:dns'
import net from 'node:net'
import { syncBuiltinESMExports } from 'node:module'

const refused = new Set()

function refusal(target) {
  refused.add(target)
  return Object.assign(new Error(`${target} is not on this machine`), { code: 'ENOTFOUND', hostname: target })
}

const lookup = dns.lookup
dns.lookup = (name, options, done = options) => {
  if (name === 'localhost' || net.isIP(name)) return lookup(name, options, done)
  process.nextTick(done, refusal(name))
}
const lookupLater = dns.promises.lookup
dns.promises.lookup = async (name, options) => {
  if (name === 'localhost' || net.isIP(name)) return lookupLater(name, options)
  throw refusal(name)
}
for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  const names = Object.getOwnPropertyNames(resolver).filter((name) => /^(resolve|reverse)/.test(name))
  for (const name of names) {
    resolver[name] = (target) => {
      throw refusal(target)
    }
  }
}
const isLoopback = (host) => host === 'localhost' || /^127\./.test(host) || host === '::1'
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0]
  const host = typeof options === 'object' ? (options.host ?? 'localhost') : typeof args[1] === 'string' ? args[1] : 'localhost'
  if (net.isIP(host) && !isLoopback(host)) {
    process.nextTick(() => this.destroy(refusal(host)))
    return this
  }
  return connect.apply(this, args)
}
syncBuiltinESMExports()

process.on('exit', () => {
  for (const target of refused) console.error(`kept on this machine: a call to ${target}`)
})
