// @cloudbase/wx-cloud-client-sdk over http, with a fetch of its caller.

import { createRequire } from 'node:module'
import { run } from './cases.mjs'

const { PACKAGES, HTTP, API_KEY } = process.env
const { generateHTTPClient } = createRequire(`${PACKAGES}/`)('@cloudbase/wx-cloud-client-sdk')

async function connect(key = API_KEY) {
  const send = async ({ url, method, body }) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    return (await fetch(url, { method: method.toUpperCase(), headers, body })).json()
  }
  const callFunction = () => {
    throw new Error('no case calls a cloud function')
  }
  const base = `http://${HTTP}/v1`
  return generateHTTPClient(callFunction, send, `${base}/model`, { sqlBaseUrl: `${base}/sql` })
}

await run('@cloudbase/wx-cloud-client-sdk', connect)
