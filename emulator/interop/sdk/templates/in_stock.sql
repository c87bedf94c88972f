-- model: product
SELECT name, stock FROM {{ model.tableName() }} WHERE stock >= {{ least }} AND listed = {{ listed }} AND name <> {{ except }} ORDER BY stock
