// Says for each pair of a pointer and a value whether the value fits the schema there.
const fs = require("fs");
const Ajv2020 = require("ajv/dist/2020");
const { document, questions } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false });
ajv.addSchema(document, "document");
const answers = questions.map(([pointer, value]) => {
  const fragment = pointer.split("/").map(encodeURIComponent).join("/");
  const judge = ajv.compile({ $ref: `document#${fragment}` });
  return judge(value);
});
console.log(JSON.stringify(answers));
