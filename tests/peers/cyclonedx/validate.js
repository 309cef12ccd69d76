// validate.js FILE: ends 0 where the file is a bill of materials as CycloneDX 1.6 has it, else prints what is wrong.
import { readFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

const wrong = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(readFileSync(process.argv[2], 'utf8'));
if (wrong !== null) {
  console.error(JSON.stringify(wrong));
  process.exit(1);
}
