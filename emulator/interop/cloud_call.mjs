// Sends one signed call of the cloud API, and prints the response: cloud_call.mjs ADDRESS ACTION BODY.
// The key pair is in TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY.
import { createHash, createHmac } from 'node:crypto'

const [address, action, body] = process.argv.slice(2)
const { TENCENTCLOUD_SECRETID: id, TENCENTCLOUD_SECRETKEY: key } = process.env
const service = action.includes('Env') ? 'tcb' : 'lowcode'
const time = Math.floor(Date.now() / 1000)
const date = new Date(time * 1000).toISOString().slice(0, 10)
const hash = (text) => createHash('sha256').update(text).digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

const headers = `content-type:application/json\nhost:${address}\n`
const request = ['POST', '/', '', headers, 'content-type;host', hash(body)].join('\n')
const text = ['TC3-HMAC-SHA256', time, `${date}/${service}/tc3_request`, hash(request)].join('\n')
const signingKey = [date, service, 'tc3_request'].reduce(hmac, `TC3${key}`)
const signature = hmac(signingKey, text).toString('hex')

const response = await fetch(`http://${address}/`, {
    method: 'POST',
    headers: {
        'content-type': 'application/json',
        'x-tc-action': action,
        'x-tc-version': service === 'tcb' ? '2018-06-08' : '2021-01-08',
        'x-tc-region': 'ap-shanghai',
        'x-tc-timestamp': String(time),
        authorization:
            `TC3-HMAC-SHA256 Credential=${id}/${date}/${service}/tc3_request, ` +
            `SignedHeaders=content-type;host, Signature=${signature}`,
    },
    body,
})
console.log(JSON.stringify((await response.json()).Response))
