/** Faults to seed into infra/aws/bootstrap: what the roles of GitHub's workflows may do, and who takes them. */
import type { Row } from './fault-table.ts';

/** Found by the tests of bootstrap. */
export const bootstrapFaults: readonly Row[] = [
  [
    'a release from any branch',
    'bootstrap/main.tf',
    'environment:release"]',
    'ref:refs/heads/*"]',
    /environment release publishes/,
  ],
  [
    'a release that deletes',
    'bootstrap/main.tf',
    '"ecr:PutImage"',
    '"ecr:PutImage", "ecr:BatchDeleteImage"',
    /adds, and deletes/,
  ],
  [
    'a plan that writes',
    'bootstrap/main.tf',
    'Sid       = "Settings"\n        Effect    = "Allow"\n        Action    = ["kms:Decrypt"]',
    'Sid       = "Settings"\n        Effect    = "Allow"\n        Action    = ["kms:*"]',
    /nothing else beyond reading/,
  ],
];
