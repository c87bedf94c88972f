// Reads what the module of the hostile definitions declares, and runs it.
const assert = require("assert");
const fs = require("fs");
const ts = require("typescript");
const text = fs.readFileSync(process.argv[2], "utf8");
const source = ts.createSourceFile("models.ts", text, ts.ScriptTarget.ES2020, true);
const names = [];
const visit = (node) => {
  if (ts.isIdentifier(node)) names.push(node.text);
  // A tag such as @deprecated would mark a field.
  for (const tag of ts.getJSDocTags(node)) assert.fail(`a tag: ${tag.tagName.text}`);
  ts.forEachChild(node, visit);
};
visit(source);
assert(names.length > 500);
assert(!names.includes("pwned"));
for (const statement of source.statements) {
  const allowed = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ||
    ts.isVariableStatement(statement);
  assert(allowed, statement.getText());
}
const script = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020 } });
const module_ = { exports: {} };
new Function("exports", script.outputText)(module_.exports);
const maps = Object.entries(module_.exports).filter(([, value]) => typeof value === "object");
assert(maps.length >= 30, `${maps.length}`);
for (const [name, labels] of maps) {
  assert.strictEqual(Object.getPrototypeOf(labels), Object.prototype, name);
  assert(Object.hasOwn(labels, "__proto__") && Object.hasOwn(labels, "*/ export const pwned = 1; /*"), name);
  assert.strictEqual(Object.keys(labels).length, 23, name);
}
