// Compiles JSON schemas into plain functions at build time: at run time ajv would need `new Function`, which a strict content
// security policy forbids, and would load its whole compiler for one file.
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** Module name in src/ → schema. */
const SCHEMAS = { 'validator:policy': 'media/policy.schema.json' };

/** In src/: `require('validator:policy')` is the compiled schema. */
export function schemaValidators(root) {
  return {
    name: 'schema-validators',
    setup(build) {
      build.onResolve({ filter: /^validator:/ }, ({ path: name }) => ({ path: name, namespace: 'validator' }));
      build.onLoad({ filter: /.*/, namespace: 'validator' }, ({ path: name }) => {
        const file = path.join(root, SCHEMAS[name]);
        const ajv = new Ajv({
          allErrors: true,
          strict: true,
          strictRequired: false,
          allowUnionTypes: true,
          messages: false,
          code: { source: true, optimize: 2 },
        });
        const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
        // The names of rules are for completion in editors; at run time the registry itself is asked.
        delete schema.properties.rules.propertyNames;
        const validate = ajv.compile(schema);
        return { contents: standaloneCode.default(ajv, validate), resolveDir: root, watchFiles: [file] };
      });
    },
  };
}
