/** Faults that disagree with the topology: identities, ports, and who reaches whom. */
import { envoy, type Fault, fault, inPolicy, inUsers, main, pod } from './fault.ts';

export const identityFaults: readonly Fault[] = [
  inUsers(
    'the code of another process',
    [...main, 'args', 1],
    'services/budgets/main.ts',
    /users does not run services\/users/,
  ),
  inUsers(
    'the name of another process',
    [...main, 'env'],
    [{ name: 'MELO_PROCESS', value: 'mesh' }],
    /users calls itself mesh/,
  ),
  inUsers(
    'a setting that is missing',
    [...main, 'env'],
    [{ name: 'MELO_PROCESS', value: 'users' }],
    /users is not given MELO_KAFKA_BROKERS/,
  ),
  inUsers(
    'the Secret of another process',
    [...pod, 'volumes', 5, 'secret', 'secretName'],
    'melo-budgets',
    /melo-budgets too much/,
  ),
  inUsers(
    'the account of another process',
    [...pod, 'serviceAccountName'],
    'accounts',
    /users has the account accounts/,
  ),
  inUsers('the Envoy of another process', [...envoy, 'args'], ['mesh'], /users has the Envoy of mesh/),
  inUsers('an Envoy that ends at once', [...envoy, 'restartPolicy'], undefined, /an Envoy that ends before it starts/),
  fault('the identity of another process', 'Certificate', 'users-identity', {
    at: ['spec', 'uris'],
    given: ['spiffe://melo/mesh'],
    says: /users: its certificate is for spiffe:\/\/melo\/mesh too much/,
  }),
  fault('a certificate that is missing', 'Certificate', 'users-identity', {
    at: ['spec', 'secretName'],
    given: 'other',
    says: /users has no certificate/,
  }),
  fault('another port', 'Service', 'users-sidecar', {
    at: ['spec', 'ports', 0, 'port'],
    given: 9999,
    says: /users: its Service has another port than its Envoy/,
  }),
  fault('a Service of another process', 'Service', 'users-sidecar', {
    at: ['spec', 'selector', 'melo/process'],
    given: 'mesh',
    says: /edge calls users at users-sidecar:8444, where it is not/,
  }),
];

export const networkFaults: readonly Fault[] = [
  inPolicy('a policy for everyone', ['spec', 'ingress', 0, 'from'], undefined, /users has a rule for everyone/),
  inPolicy(
    'a policy for all pods',
    ['spec', 'ingress', 0, 'from', 0],
    { podSelector: {} },
    /users has a rule for all pods/,
  ),
  inPolicy(
    'a caller too many',
    ['spec', 'ingress', 0, 'from', 0, 'podSelector', 'matchLabels', 'melo/process'],
    'reports',
    /users is called by reports too much/,
  ),
  inPolicy('a caller that is missing', ['spec', 'ingress', 0, 'from', 1], undefined, /users is called by not/),
  inPolicy(
    'a policy of another port',
    ['spec', 'ingress', 0, 'ports', 0, 'port'],
    22,
    /users: its policy has another port/,
  ),
  inPolicy(
    'a store of another process',
    ['spec', 'egress', 1, 'to', 0, 'podSelector', 'matchLabels', 'melo/store'],
    'mariadb',
    /users reaches the stores mariadb too much/,
  ),
  inPolicy(
    'the whole world',
    ['spec', 'egress', 1, 'to', 0],
    { ipBlock: { cidr: '0.0.0.0/0' } },
    /users reaches 0\.0\.0\.0\/0/,
  ),
  inPolicy('a policy that lets all out', ['spec', 'policyTypes'], ['Ingress'], /its policy has the types not Egress/),
  inPolicy(
    'another namespace',
    ['spec', 'egress', 0, 'ports'],
    [{ protocol: 'TCP', port: 443 }],
    /users reaches another namespace/,
  ),
  fault('no denial', 'NetworkPolicy', 'melo-deny-all', {
    at: ['spec', 'ingress'],
    given: [{}],
    says: /melo-deny-all does not deny all/,
  }),
];
