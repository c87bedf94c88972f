// Validates an OpenAPI document.
const { validate, compileErrors } = require("@readme/openapi-parser");
validate(process.argv[2]).then((result) => {
  if (result.valid) return;
  console.log(compileErrors(result));
  process.exit(1);
});
