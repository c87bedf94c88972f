// A session with the vendor's MCP server: lists, reads and creates models. Arguments: the command of the server.
// Prints one line per tool call, and fails at the first answer that is not as it should be.
import assert from 'node:assert'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const [command, ...args] = process.argv.slice(2)
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
process.on('exit', () => server.kill())
const waiting = new Map()
createInterface({ input: server.stdout }).on('line', (line) => {
    const message = JSON.parse(line)
    waiting.get(message.id)?.(message)
    waiting.delete(message.id)
})

let last = 0
const send = (message) => server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')
const request = (method, params) =>
    new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, resolve)
        setTimeout(() => reject(new Error(`${method}: no answer within a minute`)), 60_000).unref()
        send({ id, method, params })
    })
const tool = async (name, params) => {
    const { result, error } = await request('tools/call', { name, arguments: params })
    assert(!error, JSON.stringify(error))
    const text = result.content[0].text
    console.log(`${name} ${params.action}: ${text.replaceAll(/\s+/g, ' ').slice(0, 100)}`)
    return text
}

await request('initialize', {
    protocolVersion: '2024-11-05',
    capabilities: {},
    clientInfo: { name: 'interop', version: '1' },
})
send({ method: 'notifications/initialized' })

if (process.env.EXPECT === 'refusal') {
    const refused = await tool('manageDataModel', { action: 'list' })
    assert(/AuthFailure|signature/i.test(refused), refused)
    process.exit(0)
}

const list = await tool('manageDataModel', { action: 'list' })
for (const model of process.env.MODELS.split(',')) assert(list.includes(`"${model}"`), `${model} in ${list}`)
const some = await tool('manageDataModel', { action: 'list', names: ['student'] })
assert(some.includes('"student"') && !some.includes('"sys_user"'), some)
const found = await tool('manageDataModel', { action: 'get', name: 'student' })
assert(found.includes('学生'), found)
const missing = await tool('manageDataModel', { action: 'get', name: 'studnet' })
assert(!missing.includes('"Schema"'), missing)
await tool('manageDataModel', { action: 'docs', name: 'student' })

const mermaidDiagram = `classDiagram
    class Shop {
        name: string
        opened: date
        <<店铺>>
    }
    %% Class naming
    note for Shop "店铺"
`
const created = await tool('modifyDataModel', { mermaidDiagram, action: 'create', publish: false })
assert(created.includes('"success": true') && created.includes('Shop'), created)
const shop = await tool('manageDataModel', { action: 'get', name: 'Shop' })
assert(shop.includes('opened'), shop)
process.exit(0)
