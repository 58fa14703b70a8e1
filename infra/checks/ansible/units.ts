/** Whether units of ansible/ are confined, and nothing secret is written in its files. */
import { parse } from 'yaml';

/** Texts of files by their paths in the checkout. */
export type Texts = ReadonlyMap<string, string>;

/** What keeps a process that was taken over from the rest of its host. */
const SANDBOX = [
  'NoNewPrivileges=yes',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectControlGroups=yes',
  'RestrictNamespaces=yes',
  'RestrictSUIDSGID=yes',
  'CapabilityBoundingSet=',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
];

export function unitProblems(texts: Texts): string[] {
  const included = (content: string): string =>
    content.replace(/\{% include '([\w.]+)' %\}/g, (_, name: string) => {
      const [, found = ''] = [...texts].find(([file]) => file.endsWith(`/templates/${name}`)) ?? [];
      return included(found);
    });
  return [...texts]
    .filter(([file]) => file.endsWith('.service.j2'))
    .flatMap(([file, content]) => {
      const lines = new Set(included(content).split('\n'));
      const has = (start: string) => [...lines].some((line) => line.startsWith(start));
      return [
        ...SANDBOX.filter((line) => !lines.has(line)).map((line) => `${file} lacks ${line}`),
        ...['User=', 'MemoryMax='].filter((start) => !has(start)).map((start) => `${file} lacks ${start}`),
      ];
    });
}

/** Variables that hold secrets are looked up, and tasks that see them do not log. */
export function secretProblems(texts: Texts): string[] {
  const variables = texts.get('ansible/inventories/aws/group_vars/all.yml') ?? '';
  const values = parse(variables) as Readonly<Record<string, string>>;
  const plain = ['melo_secrets', 'melo_certificates'].filter((name) => !/lookup\(|query\(/.test(values[name] ?? ''));
  const keys = [...texts].filter(([, content]) => /BEGIN [A-Z ]*PRIVATE KEY|\w+:\/\/\w+:[^@{\s/]+@/.test(content));
  return [
    ...plain.map((name) => `${name} is not looked up`),
    ...keys.map(([file]) => `${file} holds a secret in plain text`),
  ];
}
