//! The recorded requests, by the numbers of their records. The client sends nothing for the unknown operation, number 34.

/// A request.
pub struct Sent {
    pub number: u32,
    pub method: &'static str,
    pub path: &'static str,
    pub body: &'static str,
}

/// Requests for records.
pub const GATEWAY: &[Sent] = &[
    Sent {
        // create
        number: 1,
        method: "POST",
        path: "/v1/model/prod/student/create",
        body: r#"{"data":{"name":"张三","score":89.5,"ok":true,"tags":["a","b"],"addr":{"city":"x"},"when":1700000000000,"none":null}}"#,
    },
    Sent {
        // create in pre
        number: 2,
        method: "POST",
        path: "/v1/model/pre/student/create",
        body: r#"{"data":{"name":"a"},"envType":"pre"}"#,
    },
    Sent {
        // create, to-one relation
        number: 3,
        method: "POST",
        path: "/v1/model/prod/post/create",
        body: r#"{"data":{"title":"t","author":{"_id":"U1"}}}"#,
    },
    Sent {
        // create, to-many relation
        number: 4,
        method: "POST",
        path: "/v1/model/prod/post/create",
        body: r#"{"data":{"title":"t","comments":[{"_id":"C1"},{"_id":"C2"}]}}"#,
    },
    Sent {
        // create, empty
        number: 5,
        method: "POST",
        path: "/v1/model/prod/student/create",
        body: r#"{"data":{}}"#,
    },
    Sent {
        // create with undefined, Date(0), NaN
        number: 6,
        method: "POST",
        path: "/v1/model/prod/student/create",
        body: r#"{"data":{"b":1,"d":"1970-01-01T00:00:00.000Z","n":null}}"#,
    },
    Sent {
        // createMany
        number: 7,
        method: "POST",
        path: "/v1/model/prod/student/createMany",
        body: r#"{"data":[{"name":"a"},{"name":"b"}]}"#,
    },
    Sent {
        // createMany, empty
        number: 8,
        method: "POST",
        path: "/v1/model/prod/student/createMany",
        body: r#"{"data":[]}"#,
    },
    Sent {
        // update
        number: 9,
        method: "PUT",
        path: "/v1/model/prod/student/update",
        body: r#"{"data":{"name":"b"},"filter":{"where":{"_id":{"$eq":"A1"}}}}"#,
    },
    Sent {
        // update without filter
        number: 10,
        method: "PUT",
        path: "/v1/model/prod/student/update",
        body: r#"{"data":{"name":"b"}}"#,
    },
    Sent {
        // updateMany, envType prod
        number: 11,
        method: "PUT",
        path: "/v1/model/prod/student/updateMany",
        body: r#"{"data":{"score":1},"filter":{"where":{"$and":[{"score":{"$gt":1}}]}},"envType":"prod"}"#,
    },
    Sent {
        // upsert
        number: 12,
        method: "POST",
        path: "/v1/model/prod/student/upsert",
        body: r#"{"create":{"name":"a"},"update":{"score":2},"filter":{"where":{"name":{"$eq":"a"}}}}"#,
    },
    Sent {
        // delete
        number: 13,
        method: "POST",
        path: "/v1/model/prod/student/delete",
        body: r#"{"filter":{"where":{"_id":{"$eq":"A1"}}}}"#,
    },
    Sent {
        // deleteMany
        number: 14,
        method: "POST",
        path: "/v1/model/prod/student/deleteMany",
        body: r#"{"filter":{"where":{"$or":[{"a":{"$in":[1,2]}},{"b":{"$nin":["x"]}}]}}}"#,
    },
    Sent {
        // get
        number: 15,
        method: "POST",
        path: "/v1/model/prod/student/get",
        body: r#"{"filter":{"where":{"_id":{"$eq":"A1"}}},"select":{"$master":true}}"#,
    },
    Sent {
        // get()
        number: 16,
        method: "POST",
        path: "/v1/model/prod/student/get",
        body: r#"{"filter":{"where":{}},"select":{"$master":true}}"#,
    },
    Sent {
        // get, fields + relation
        number: 17,
        method: "POST",
        path: "/v1/model/prod/student/get",
        body: r#"{"filter":{"where":{"_id":{"$eq":"A1"}}},"select":{"_id":true,"name":true,"author":{"$master":true}}}"#,
    },
    Sent {
        // list() and list({})
        number: 18,
        method: "POST",
        path: "/v1/model/prod/student/list",
        body: r#"{"filter":{"where":{}},"select":{"$master":true}}"#,
    },
    Sent {
        // list, page, count
        number: 19,
        method: "POST",
        path: "/v1/model/prod/student/list",
        body: r#"{"filter":{"where":{}},"select":{"$master":true},"pageSize":10,"pageNumber":2,"getCount":true}"#,
    },
    Sent {
        // list, three orders
        number: 20,
        method: "POST",
        path: "/v1/model/prod/student/list",
        body: r#"{"filter":{"where":{}},"select":{"$master":true},"orderBy":[{"createdAt":"desc"},{"_id":"asc"},{"name":"asc"}],"pageSize":200,"pageNumber":1}"#,
    },
    Sent {
        // list, every operator
        number: 21,
        method: "POST",
        path: "/v1/model/prod/student/list",
        body: r#"{"filter":{"where":{"$and":[{"a":{"$eq":1}},{"b":{"$neq":2}},{"c":{"$gt":1,"$lt":9}},{"d":{"$gte":1}},{"e":{"$lte":1}},{"f":{"$in":["x"]}},{"g":{"$nin":["x"]}},{"h":{"$search":"q"}},{"i":{"$search_ci":"q"}},{"j":{"$nsearch":"q"}},{"k":{"$nsearch_ci":"q"}},{"l":{"$empty":true}},{"m":{"$nempty":true}},{"$or":[{"n":{"$eq":null}},{"o":{"$eq":false}}]}]}},"select":{"$master":true}}"#,
    },
    Sent {
        // list by relation
        number: 22,
        method: "POST",
        path: "/v1/model/prod/post/list",
        body: r#"{"filter":{"relateWhere":{"comments":{"where":{"text":{"$nempty":true}}}},"where":{}},"select":{"$master":true,"comments":{"text":true}}}"#,
    },
    Sent {
        // list in pre
        number: 23,
        method: "POST",
        path: "/v1/model/pre/post/list",
        body: r#"{"filter":{"where":{}},"select":{"$master":true},"envType":"pre"}"#,
    },
    Sent {
        // list, envType "preview"
        number: 24,
        method: "POST",
        path: "/v1/model/prod/post/list",
        body: r#"{"filter":{"where":{}},"select":{"$master":true},"envType":"preview"}"#,
    },
    Sent {
        // list, extra members
        number: 25,
        method: "POST",
        path: "/v1/model/prod/student/list",
        body: r#"{"filter":{"where":{}},"select":{"$master":true},"foo":1,"compatType":"x"}"#,
    },
    Sent {
        // list, select only
        number: 26,
        method: "POST",
        path: "/v1/model/prod/student/list",
        body: r#"{"filter":{"where":{}},"select":{"name":true}}"#,
    },
    Sent {
        // list, filter without where
        number: 27,
        method: "POST",
        path: "/v1/model/prod/student/list",
        body: r#"{"filter":{},"select":{"$master":true}}"#,
    },
    Sent {
        // model with a hyphen
        number: 28,
        method: "POST",
        path: "/v1/model/prod/after-service/list",
        body: r#"{"filter":{"where":{}},"select":{"$master":true}}"#,
    },
    Sent {
        // model named a/b?c#d 中
        number: 29,
        method: "POST",
        path: "/v1/model/prod/a/b?c",
        body: r#"{"filter":{"where":{}},"select":{"$master":true}}"#,
    },
];

/// Requests for templates.
pub const TEMPLATES: &[Sent] = &[
    Sent {
        // runSQLTemplate
        number: 30,
        method: "POST",
        path: "/v1/sql/prod/topN/run",
        body: r#"{"parameter":[{"key":"n","type":"NUMBER","value":"3"},{"key":"s","type":"STRING","value":"x"},{"key":"b","type":"BOOLEAN","value":"true"},{"key":"a","type":"ARRAY","value":"[1]"},{"key":"o","type":"OBJECT","value":"{\"k\":1}"},{"key":"z","type":"OBJECT","value":"null"}]}"#,
    },
    Sent {
        // runSQLTemplate, pre, no params
        number: 31,
        method: "POST",
        path: "/v1/sql/pre/t/run",
        body: r#"{"parameter":[]}"#,
    },
];

/// Calls of a cloud function, which travel to another host.
pub const ADMIN: &[Sent] = &[
    Sent {
        // $runSQL
        number: 32,
        method: "POST",
        path: "/admin?env=env-1abc2def&seqId=1796004761002",
        body: r#"{"action":"functions.invokeFunction","function_name":"lowcode-datasource","request_data":"{\"methodName\":\"callWedaApi\",\"params\":{\"action\":\"RunMysqlCommand\",\"data\":{\"sqlTemplate\":\"SELECT * FROM `student` WHERE name = {{ name }}\",\"config\":{\"timeout\":5,\"preparedStatements\":true},\"parameter\":[{\"key\":\"name\",\"type\":\"STRING\",\"value\":\"a\"}]}},\"x-sdk-version\":\"1.7.1\",\"envType\":\"prod\",\"mode\":\"sdk\"}","envName":"env-1abc2def","wxCloudApiToken":"","wxCloudbaseAccesstoken":"","tcb_sessionToken":"","crossAuthorizationToken":""}"#,
    },
    Sent {
        // $runSQLRaw
        number: 33,
        method: "POST",
        path: "/admin?env=env-1abc2def&seqId=1796004761002",
        body: r#"{"action":"functions.invokeFunction","function_name":"lowcode-datasource","request_data":"{\"methodName\":\"callWedaApi\",\"params\":{\"action\":\"RunMysqlCommand\",\"data\":{\"sqlTemplate\":\"SELECT * FROM `student`\",\"config\":{\"timeout\":5,\"preparedStatements\":false},\"parameter\":[]}},\"x-sdk-version\":\"1.7.1\",\"envType\":\"prod\",\"mode\":\"sdk\"}","envName":"env-1abc2def","wxCloudApiToken":"","wxCloudbaseAccesstoken":"","tcb_sessionToken":"","crossAuthorizationToken":""}"#,
    },
];

/// The body of the signed request for a token, number 35, which precedes each of the others.
pub const TOKEN: &str = r#"{"grant_type":"client_credentials"}"#;
