// The cases that every client of the vendor runs. `connect(key)` returns the client's models; without an argument it uses
// the right key.

import assert from 'node:assert/strict'

const named = (name) => ({ where: { name: { $eq: name } } })
const byId = (id) => ({ where: { _id: { $eq: id } } })
const refer = (...ids) => ids.map((_id) => ({ _id }))

// The texts of an error, wherever a client puts them.
const textOf = (error) => [error.code, error.message, error.originError?.code, error.originError?.message].join(' ')

async function fails(call, ...expected) {
  await assert.rejects(call, (error) => {
    for (const part of expected) assert.match(textOf(error), part)
    return true
  })
}

const sorted = (rows, key) => rows.map((row) => row[key]).sort()

export const cases = {
  async 'create and get'({ models }) {
    const record = {
      name: '绿茶', code: 'T1', price: 89.5, stock: 3, listed: true, since: 1700000000000, tags: ['新', '热'], size: { width: 2 },
    }
    const { data } = await models.product.create({ data: record })
    assert.match(data.id, /^[0-9a-zA-Z]{10,32}$/)
    const found = (await models.product.get({ filter: byId(data.id) })).data
    for (const [key, value] of Object.entries(record)) assert.deepEqual(found[key], value, key)
    assert.equal(found._id, data.id)
    assert.equal(typeof found.createdAt, 'number')
    assert.equal(typeof found.updatedAt, 'number')
  },

  async 'get of nothing'({ models }) {
    const { data } = await models.product.get({ filter: named('无') })
    assert.equal(data.name, undefined)
    assert.equal(data.record ?? null, null)
  },

  async 'createMany skips an empty object'({ models }) {
    const rows = [{ name: '红茶', stock: 5, listed: true }, {}, { name: '白茶', stock: 1, listed: true }, { name: '黑茶', stock: 5 }]
    const { data } = await models.product.createMany({ data: rows })
    assert.equal(data.idList.length, 3)
    assert.equal(new Set(data.idList).size, 3)
    const second = (await models.product.get({ filter: byId(data.idList[1]) })).data
    assert.equal(second.name, '白茶')
  },

  async 'list with a count and two orders'({ models }) {
    const { data } = await models.product.list({
      filter: { where: {} }, getCount: true, pageSize: 10, pageNumber: 1, orderBy: [{ stock: 'desc' }, { name: 'asc' }],
    })
    assert.equal(data.total, 4)
    assert.deepEqual(data.records.map((row) => row.name), ['红茶', '黑茶', '绿茶', '白茶'])
  },

  async 'a second page'({ models }) {
    const { data } = await models.product.list({
      getCount: true, pageSize: 3, pageNumber: 2, orderBy: [{ stock: 'desc' }, { name: 'asc' }],
    })
    assert.equal(data.total, 4, 'of all pages')
    assert.deepEqual(data.records.map((row) => row.name), ['白茶'])
  },

  async 'select of fields'({ models }) {
    const { data } = await models.product.list({ filter: named('红茶'), select: { name: true, stock: true } })
    assert.deepEqual(data.records, [{ name: '红茶', stock: 5 }])
  },

  async update({ models }) {
    assert.equal((await models.product.update({ data: { price: 12 }, filter: named('红茶') })).data.count, 1)
    assert.equal((await models.product.update({ data: { price: 12 }, filter: named('无') })).data.count, 0)
    const { data } = await models.product.get({ filter: named('红茶') })
    assert.equal(data.price, 12)
    assert.equal(data.stock, 5, 'other fields stay')
  },

  async 'an update that matches two fails'({ models }) {
    const filter = { where: { stock: { $eq: 5 } } }
    await fails(() => models.product.update({ data: { price: 1 }, filter }), /INVALID_PARAMETER/, /several/)
    const { data } = await models.product.list({ filter, select: { price: true }, orderBy: [{ name: 'asc' }] })
    assert.deepEqual(data.records.map((row) => row.price ?? null), [12, null], 'nothing has changed')
  },

  async updateMany({ models }) {
    const filter = { where: { $or: [{ name: { $eq: '红茶' } }, { stock: { $lt: 2 } }] } }
    const { data } = await models.product.updateMany({ data: { price: 7 }, filter })
    assert.equal(data.count, 2)
    const changed = await models.product.list({ filter: { where: { price: { $eq: 7 } } }, select: { name: true } })
    assert.deepEqual(sorted(changed.data.records, 'name'), ['白茶', '红茶'])
  },

  async 'upsert twice'({ models }) {
    const upsert = (stock) =>
      models.product.upsert({
        create: { name: '花茶', code: 'T2', stock }, update: { stock }, filter: { where: { code: { $eq: 'T2' } } },
      })
    const created = (await upsert(8)).data
    assert.equal(created.count, 0)
    const updated = (await upsert(9)).data
    assert.deepEqual([updated.count, updated.id], [1, ''])
    const { data } = await models.product.list({ filter: named('花茶'), getCount: true, pageSize: 10, pageNumber: 1 })
    assert.equal(data.total, 1)
    assert.deepEqual([data.records[0]._id, data.records[0].stock], [created.id, 9])
  },

  async 'pre is apart from prod'({ models }) {
    await models.product.create({ data: { name: '试制' }, envType: 'pre' })
    assert.equal((await models.product.list({ getCount: true, pageSize: 10, pageNumber: 1 })).data.total, 5)
    const { data } = await models.product.list({ envType: 'pre', getCount: true, pageSize: 10, pageNumber: 1 })
    assert.deepEqual([data.total, data.records[0].name], [1, '试制'])
  },

  async 'relations and their records'({ models }) {
    const create = async (model, data) => (await models[model].create({ data })).data.id
    const [maker, fresh, hot] = [
      await create('maker', { name: '茶厂' }), await create('label', { text: '新' }), await create('label', { text: '热' }),
    ]
    const pot = await create('product', { name: '茶壶', maker: { _id: maker }, labels: refer(fresh, hot) })
    await create('product', { name: '茶杯', maker: { _id: maker }, labels: refer(hot) })

    const select = { name: true, maker: { name: true }, labels: { text: true } }
    const { data } = await models.product.get({ filter: byId(pot), select })
    assert.deepEqual(data.maker, { name: '茶厂' })
    assert.deepEqual(sorted(data.labels, 'text'), ['新', '热'].sort())
    const factory = (await models.maker.get({ filter: byId(maker), select: { products: { name: true } } })).data
    assert.deepEqual(sorted(factory.products, 'name'), ['茶壶', '茶杯'].sort())
    const label = (await models.label.get({ filter: byId(fresh), select: { $master: true, products: { name: true } } })).data
    assert.deepEqual([label.text, label.products], ['新', [{ name: '茶壶' }]])
    await fails(
      () => models.maker.list({ select: { products: { name: true, labels: { text: true } } } }), /INVALID_PARAMETER/, /one level/,
    )
  },

  async 'filters on related records'({ models }) {
    const of = async (relateWhere) =>
      sorted((await models.product.list({ filter: { relateWhere, where: {} }, select: { name: true } })).data.records, 'name')
    assert.deepEqual(await of({ labels: { where: { text: { $eq: '新' } } } }), ['茶壶'])
    assert.deepEqual(await of({ maker: { where: { name: { $search: '厂' } } } }), ['茶壶', '茶杯'].sort())
    assert.deepEqual(await of({ labels: { where: { text: { $eq: '旧' } } } }), [])
  },

  async 'a relation written as plain text fails'({ models }) {
    const maker = (await models.maker.get({ filter: named('茶厂') })).data._id
    const data = { name: '坏', maker }
    await fails(() => models.product.create({ data }), /INVALID_PARAMETER/, /maker/)
    assert.equal((await models.product.list({ filter: named('坏'), getCount: true, pageSize: 1, pageNumber: 1 })).data.total, 0)
  },

  async 'an empty $and matches all'({ models }) {
    const { data } = await models.maker.list({ filter: { where: { $and: [] } }, getCount: true, pageSize: 10, pageNumber: 1 })
    assert.deepEqual([data.total, data.records[0].name], [1, '茶厂'])
  },

  async 'an unknown model'({ models }) {
    await fails(() => models.nothing.list({}), /DATASOURCE_NOT_EXIST/)
  },

  async 'delete and deleteMany'({ models }) {
    assert.equal((await models.product.delete({ filter: named('花茶') })).data.count, 1)
    assert.equal((await models.product.delete({ filter: named('花茶') })).data.count, 0)
    const { data } = await models.product.deleteMany({ filter: { where: { name: { $in: ['茶壶', '茶杯', '无'] } } } })
    assert.equal(data.count, 2)
    const rest = await models.product.list({ select: { name: true } })
    assert.deepEqual(sorted(rest.data.records, 'name'), ['红茶', '绿茶', '白茶', '黑茶'].sort())
    const hot = (await models.label.get({ filter: { where: { text: { $eq: '热' } } }, select: { products: { name: true } } })).data
    assert.deepEqual(hot.products, [], 'links go with their records')
  },

  async 'a template with parameters'({ models }) {
    const params = { least: 3, listed: true, except: '无' }
    const { data } = await models.product.runSQLTemplate({ templateName: 'in_stock', params })
    assert.deepEqual(data.records, [{ name: '绿茶', stock: 3 }, { name: '红茶', stock: 5 }])
    assert.equal(data.total, 2)
    const quoted = { least: 3, listed: true, except: "' OR 1=1 --" }
    const harmless = await models.product.runSQLTemplate({ templateName: 'in_stock', params: quoted })
    assert.equal(harmless.data.total, 2)
  },

  async 'an unknown template'({ models }) {
    await fails(() => models.product.runSQLTemplate({ templateName: 'absent_one' }), /no template `absent_one`/)
  },

  async 'a wrong key'({ connect }) {
    const models = await connect('wrong-key')
    await fails(() => models.product.list({}), /INVALID_ACCESS_TOKEN|AUTH_FAILURE_TOKEN_FAILURE/)
  },
}

// Runs all cases in their order, and sets the exit code if one fails. Later cases use the records of earlier ones.
export async function run(client, connect) {
  const models = await connect()
  let failed = 0
  for (const [name, test] of Object.entries(cases)) {
    try {
      await test({ models, connect })
      console.log(`  ok: ${name}`)
    } catch (error) {
      failed += 1
      console.log(`  FAILED: ${name}\n${error.stack}`)
    }
  }
  console.log(`${client}: ${Object.keys(cases).length - failed} cases pass, ${failed} fail`)
  if (failed > 0) process.exitCode = 1
}
