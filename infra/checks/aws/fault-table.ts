/** Faults to seed into infra/aws, and what a check must say of each: name, where, what is replaced, by what, and the answer. */

export type Row = readonly [name: string, where: string, from: string, to: string, says: RegExp];

/** In main.tf of a module; found by the tests of the module. */
export const moduleFaults: readonly Row[] = [
  ['an unknown argument', 'database', 'multi_az  ', 'multi_zone_az  ', /Unsupported argument/],
  ['a public database', 'database', 'publicly_accessible    = false', 'publicly_accessible    = true', /is private/],
  ['a database without TLS', 'database', '"rds.force_ssl" = "1"', '"rds.force_ssl" = "0"', /without TLS/],
  ['a database for one zone', 'database', '= var.multi_zone', '= false', /has a standby/],
  [
    'credentials of a host without a token',
    'hosts',
    'http_tokens   = "required"',
    'http_tokens   = "optional"',
    /need a token/,
  ],
  [
    'a refresh that stops hosts first',
    'hosts',
    'min_healthy_percentage = 100',
    'min_healthy_percentage = 50',
    /before an old one leaves/,
  ],
  ['a container that runs as root', 'task', '"65532:65532"', '"0:0"', /No container is root/],
  [
    'a secret in plain text',
    'task',
    'MELO_PROCESS = var.process',
    'MELO_MARIADB_URL = "mysql://x"',
    /passed as secrets/,
  ],
  [
    'a process without a health check',
    'task',
    '"infra/images/health.ts"',
    '"infra/images/none.ts"',
    /tells when it is ready/,
  ],
  ['Kafka without authentication', 'kafka', 'unauthenticated = false', 'unauthenticated = true', /known by IAM/],
  ['events on one broker', 'kafka', 'min.insync.replicas=2', 'min.insync.replicas=1', /No acknowledged event is lost/],
  ['Redis that also speaks plain text', 'redis', '"required"', '"preferred"', /in transit/],
  [
    'stores with a way out',
    'network',
    'if subnet.tier == "public"',
    'if subnet.tier != "private"',
    /no way to the internet/,
  ],
  ['zones that share a way out', 'network', '[0, 1, 2] : [0]', '[0] : [0]', /Invalid index|own way out/],
  [
    'a public bucket',
    'bucket',
    'block_public_policy     = true',
    'block_public_policy     = false',
    /No bucket is public/,
  ],
  [
    'a process that anybody in the VPC calls',
    'balancer',
    'referenced_security_group_id = each.key == "edge" ? aws_security_group.public.id : aws_security_group.internal.id\n  from_port                    = each.value',
    'cidr_ipv4                    = "10.0.0.0/8"\n  from_port                    = each.value',
    /names a group and one port/,
  ],
  ['volumes in no backup', 'mongodb', 'Backup = var.name }\n}', 'Backup = "none" }\n}', /in the backup/],
  ['an app without TLS', 'web', '"redirect-to-https"', '"allow-all"', /over TLS only/],
];

/** In a file; found by the test of the production environment. */
export const environmentFaults: readonly Row[] = [
  [
    'a wildcard action',
    'modules/access/main.tf',
    '["secretsmanager:GetSecretValue"]',
    '["secretsmanager:*"]',
    /one thing to everything/,
  ],
  [
    'a right to everything',
    'modules/access/main.tf',
    'sort(settings.secret_arns)',
    '["*"]',
    /do everything|its own secrets only/,
  ],
  [
    'a right to another table',
    'modules/access/main.tf',
    'contains(settings.stores, "dynamodb")',
    'true',
    /Only accounts/,
  ],
  [
    'a call that is not permitted',
    'topology.json',
    '"edge",\n        "mesh"\n      ],\n      "topics": {\n        "write": [\n          "melo.accounts.v1.account.dead.transactions',
    '"edge",\n        "mesh",\n        "notifications"\n      ],\n      "topics": {\n        "write": [\n          "melo.accounts.v1.account.dead.transactions',
    /no other call/,
  ],
  ['a missing alarm', 'modules/alarms/main.tf', '"ReadThrottleEvents", ', '', /has an alarm/],
];

/** In a file; found by checkov, all in one run. */
export const policyFaults: readonly Row[] = [
  [
    'SSH from everywhere',
    'modules/kafka/main.tf',
    'from_port                    = 9098\n  to_port                      = 9098',
    'from_port = 22\n  to_port = 22\n  cidr_ipv4 = "0.0.0.0/0"',
    /CKV_AWS_24 /,
  ],
  [
    'a volume in plain text',
    'modules/mongodb/main.tf',
    'encrypted         = true',
    'encrypted         = false',
    /CKV_AWS_3 /,
  ],
  [
    'a key that never changes',
    'modules/encryption/main.tf',
    'enable_key_rotation     = true',
    'enable_key_rotation     = false',
    /CKV_AWS_7 /,
  ],
  ['a tag that can change', 'modules/images/main.tf', '"IMMUTABLE"', '"MUTABLE"', /CKV_AWS_51 /],
  [
    'a load balancer that can be deleted',
    'modules/balancer/main.tf',
    'enable_deletion_protection       = true',
    'enable_deletion_protection       = false',
    /CKV_AWS_150 /,
  ],
  ['a log group in plain text', 'modules/task/main.tf', 'kms_key_id        = var.logs_key_arn', '', /CKV_AWS_158 /],
];
